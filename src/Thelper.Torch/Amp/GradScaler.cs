using System.Runtime.CompilerServices;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Amp;

/// <summary>
/// Multiplies losses so that gradients in half precision do not vanish, divides the gradients again before the step, leaves a
/// step out when they overflowed, and adapts the factor (mixed precision training, Micikevicius et al. 2018).
/// </summary>
/// <remarks>The order of a step: <c>scale(loss).backward()</c>, <c>unscale_</c> where gradients are clipped, <c>step</c>, <c>update</c>.</remarks>
public sealed class GradScaler : IDisposable
{
    private readonly Device device;
    private readonly bool enabled;
    private readonly ConditionalWeakTable<optim.Optimizer, State> states = [];
    private readonly List<State> pending = [];
    private Tensor? factor;
    private Tensor? growthTracker;
    private float initialScale;
    private int initialTracker;

    /// <summary>Creates the scaler.</summary>
    /// <param name="dev">Kind of device that trains: on CUDA without a device the scaler does nothing, on the processor it works too.</param>
    /// <param name="init_scale">First factor.</param>
    /// <param name="growth_factor">By how much the factor grows after <paramref name="growth_interval"/> steps without overflow; above 1.</param>
    /// <param name="backoff_factor">By how much it shrinks after an overflow; below 1.</param>
    /// <param name="growth_interval">Steps without overflow before it grows.</param>
    /// <param name="enabled">False makes every method pass through.</param>
    /// <exception cref="UserErrorException">A factor on the wrong side of 1.</exception>
    public GradScaler(Device dev, float init_scale = 65536f, float growth_factor = 2f, float backoff_factor = 0.5f, int growth_interval = 2000, bool enabled = true)
    {
        ArgumentNullException.ThrowIfNull(dev);
        if (enabled && dev.type == DeviceType.CUDA && !cuda.is_available())
        {
            OnWarning?.Invoke("GradScaler for CUDA has no effect: no CUDA device is available");
            enabled = false;
        }

        if (enabled && (growth_factor <= 1 || backoff_factor >= 1))
        {
            throw new UserErrorException($"GradScaler: growth_factor must be above 1 and backoff_factor below, not {growth_factor} and {backoff_factor}");
        }

        device = dev;
        this.enabled = enabled;
        initialScale = init_scale;
        GrowthFactor = growth_factor;
        BackoffFactor = backoff_factor;
        GrowthInterval = growth_interval;
    }

    private enum Stage
    {
        Ready,
        Unscaled,
        Stepped,
    }

    private double GrowthFactor { get; set; }

    private double BackoffFactor { get; set; }

    private long GrowthInterval { get; set; }

    /// <summary>Multiplies a loss.</summary>
    public Tensor scale(Tensor outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        if (!enabled)
        {
            return outputs;
        }

        EnsureScale(outputs.device);
        using var scope = NewDisposeScope();
        return (outputs * factor!.to(outputs.device)).MoveToOuterDisposeScope();
    }

    /// <summary>Multiplies several losses.</summary>
    public IList<Tensor> scale(IList<Tensor> outputs) => [.. outputs.Select(scale)];

    /// <summary>Divides the gradients of an optimizer's parameters, to clip or read them before <see cref="step"/>.</summary>
    /// <exception cref="UserErrorException">A second time before <see cref="update(float?)"/>, or nothing was scaled.</exception>
    public void unscale_(optim.Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        if (!enabled)
        {
            return;
        }

        RequireScale("unscale_");
        var state = StateOf(optimizer);
        if (state.Stage != Stage.Ready)
        {
            throw new UserErrorException(state.Stage == Stage.Unscaled ? "GradScaler.unscale_ was called twice for this optimizer since the last update()" : "GradScaler.unscale_ was called after step()");
        }

        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var inverse = factor!.to(ScalarType.Float64).reciprocal().to(ScalarType.Float32);
        var found = full([], 0f, dtype: ScalarType.Float32, device: factor.device);
        var gradients = optimizer.parameters().Select(parameter => parameter.grad).OfType<Tensor>().Select(gradient => gradient.layout == Layout.Sparse ? aten._values(gradient) : gradient).ToList();
        if (gradients.FirstOrDefault(gradient => gradient.dtype == ScalarType.Float16) is { } half)
        {
            throw new UserErrorException($"GradScaler.unscale_: a gradient is in half precision ({half}): keep the parameters in 32 bits and let autocast choose the type of operations");
        }

        foreach (var group in gradients.GroupBy(gradient => (gradient.device, gradient.dtype)))
        {
            var here = group.Key.device == factor.device ? found : zeros_like(found, device: group.Key.device);
            Unscale([.. group], here, inverse.to(group.Key.device));
            if (!ReferenceEquals(here, found))
            {
                found.add_(here.to(found.device));
            }
        }

        state.FoundInf?.Dispose();
        state.FoundInf = found.DetachFromDisposeScope();
        state.Stage = Stage.Unscaled;
    }

    /// <summary>Lets the optimizer step, unless its gradients overflowed.</summary>
    /// <returns>What the optimizer returned; null when the step was left out.</returns>
    /// <exception cref="UserErrorException">A second time before <see cref="update(float?)"/>, or nothing was scaled.</exception>
    public Tensor? step(optim.Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        if (!enabled)
        {
            return optimizer.step();
        }

        RequireScale("step");
        var state = StateOf(optimizer);
        if (state.Stage == Stage.Stepped)
        {
            throw new UserErrorException("GradScaler.step was called twice for this optimizer since the last update()");
        }

        if (state.Stage == Stage.Ready)
        {
            unscale_(optimizer);
        }

        var result = state.FoundInf!.item<float>() == 0 ? optimizer.step() : null;
        state.Stage = Stage.Stepped;
        return result;
    }

    /// <summary>Ends the step: shrinks the factor after an overflow, lets it grow after enough steps without.</summary>
    /// <param name="new_scale">Sets the factor instead.</param>
    /// <exception cref="UserErrorException">No optimizer stepped or was unscaled.</exception>
    public void update(float? new_scale = null)
    {
        if (!enabled)
        {
            return;
        }

        RequireScale("update");
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        if (new_scale is { } given)
        {
            factor!.fill_(given);
        }
        else
        {
            var found = pending.Select(state => state.FoundInf).OfType<Tensor>().ToArray();
            if (found.Length == 0)
            {
                throw new UserErrorException("GradScaler.update: no optimizer stepped since the last update: call step(optimizer) first");
            }

            Adapt(found.Length == 1 ? found[0] : stack(found).sum());
        }

        foreach (var state in pending)
        {
            state.Reset();
        }

        pending.Clear();
    }

    /// <summary>The factor; 1 when not enabled.</summary>
    public float get_scale() => !enabled ? 1 : factor?.item<float>() ?? initialScale;

    /// <summary>By how much the factor grows.</summary>
    public float get_growth_factor() => (float)GrowthFactor;

    /// <summary>Sets by how much the factor grows.</summary>
    public void set_growth_factor(float new_factor) => GrowthFactor = new_factor;

    /// <summary>By how much the factor shrinks.</summary>
    public float get_backoff_factor() => (float)BackoffFactor;

    /// <summary>Sets by how much the factor shrinks.</summary>
    public void set_backoff_factor(float new_factor) => BackoffFactor = new_factor;

    /// <summary>Steps without overflow before the factor grows.</summary>
    public int get_growth_interval() => checked((int)GrowthInterval);

    /// <summary>Sets the steps without overflow before the factor grows.</summary>
    public void set_growth_interval(int new_interval) => GrowthInterval = new_interval;

    /// <summary>Whether the scaler does anything.</summary>
    public bool is_enabled() => enabled;

    /// <summary>The state under PyTorch's names; empty when not enabled.</summary>
    public PyDict state_dict()
    {
        var state = new PyDict();
        if (enabled)
        {
            state.Add("scale", (double)get_scale());
            state.Add("growth_factor", GrowthFactor);
            state.Add("backoff_factor", BackoffFactor);
            state.Add("growth_interval", GrowthInterval);
            state.Add("_growth_tracker", (long)(growthTracker?.item<int>() ?? initialTracker));
        }

        return state;
    }

    /// <summary>Continues from a state that <see cref="state_dict"/> or PyTorch gave.</summary>
    /// <exception cref="UserErrorException">The state lacks something, which it does when it comes from a scaler that was not enabled.</exception>
    public void load_state_dict(PyDict state_dict)
    {
        ArgumentNullException.ThrowIfNull(state_dict);
        if (!enabled)
        {
            return;
        }

        var scale = (float)Number(state_dict, "scale");
        var tracker = (int)Number(state_dict, "_growth_tracker");
        (GrowthFactor, BackoffFactor, GrowthInterval) = (Number(state_dict, "growth_factor"), Number(state_dict, "backoff_factor"), (long)Number(state_dict, "growth_interval"));
        (initialScale, initialTracker) = (scale, tracker);
        using var scope = NewDisposeScope();
        factor?.fill_(scale);
        growthTracker?.fill_(tracker);
    }

    /// <summary>Releases the factor and what was noted about optimizers.</summary>
    public void Dispose()
    {
        factor?.Dispose();
        growthTracker?.Dispose();
        factor = growthTracker = null;
        pending.ForEach(state => state.Reset());
        pending.Clear();
    }

    private static double Number(PyDict state, string key) => state.TryGetValue(key, out var value) && value is long or int or double or float
        && Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture) is var number && double.IsFinite(number)
        ? number
        : throw new UserErrorException($"GradScaler.load_state_dict: the state has no number '{key}': it may come from a scaler that was not enabled");

    // libtorch 1.13 has these two operators for CUDA only; the processor's have the same arithmetic.
    private static void Unscale(Tensor[] gradients, Tensor found, Tensor inverse)
    {
        if (found.device.type == DeviceType.CUDA)
        {
            aten._amp_foreach_non_finite_check_and_unscale_(gradients, found, inverse);
            return;
        }

        foreach (var gradient in gradients)
        {
            using var scope = NewDisposeScope();
            found.copy_(maximum(found, gradient.isfinite().all().logical_not().to(ScalarType.Float32)));
            if (inverse.item<float>() != 1)
            {
                gradient.mul_(inverse.to(gradient.dtype));
            }
        }
    }

    private void Adapt(Tensor found)
    {
        if (found.device.type == DeviceType.CUDA)
        {
            aten._amp_update_scale_(factor!, growthTracker!, found, GrowthFactor, BackoffFactor, GrowthInterval).Dispose();
            return;
        }

        var now = factor!.item<float>();
        if (found.item<float>() != 0)
        {
            factor.fill_((float)(now * BackoffFactor));
            growthTracker!.fill_(0);
            return;
        }

        var steps = growthTracker!.item<int>() + 1;
        if (steps == GrowthInterval)
        {
            var grown = (float)(now * GrowthFactor);
            factor.fill_(float.IsFinite(grown) ? grown : now);
            steps = 0;
        }

        growthTracker.fill_(steps);
    }

    private void EnsureScale(Device where)
    {
        using var scope = NewDisposeScope();
        factor ??= full([], initialScale, dtype: ScalarType.Float32, device: where).DetachFromDisposeScope();
        growthTracker ??= full([], initialTracker, dtype: ScalarType.Int32, device: where).DetachFromDisposeScope();
    }

    private void RequireScale(string method)
    {
        if (factor is null)
        {
            throw new UserErrorException($"GradScaler.{method}: nothing was scaled on {device} yet: call scale(loss).backward() first");
        }
    }

    private State StateOf(optim.Optimizer optimizer)
    {
        var state = states.GetOrCreateValue(optimizer);
        if (!pending.Contains(state))
        {
            pending.Add(state);
        }

        return state;
    }

    private sealed class State
    {
        public Stage Stage { get; set; }

        public Tensor? FoundInf { get; set; }

        public void Reset()
        {
            FoundInf?.Dispose();
            FoundInf = null;
            Stage = Stage.Ready;
        }
    }
}
