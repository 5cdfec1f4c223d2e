namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public abstract partial class Module
        {
            /// <summary>Runs an action on all modules below, then on this one.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                ArgumentNullException.ThrowIfNull(fn);
                foreach (var child in children())
                {
                    child.apply(fn);
                }

                fn(this);
                return this;
            }

            /// <summary>Switches this module and all below it to training or evaluation.</summary>
            public virtual Module train(bool train = true)
            {
                training = train;
                foreach (var child in children())
                {
                    child.train(train);
                }

                return this;
            }

            /// <summary>Switches this module and all below it to evaluation.</summary>
            public virtual Module eval() => train(false);

            /// <summary>Drops the gradients of all parameters, or fills them with zeros.</summary>
            /// <param name="set_to_none">Whether they are dropped.</param>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    if (set_to_none)
                    {
                        parameter.grad = null;
                        continue;
                    }

                    using var gradient = parameter.grad;
                    if (gradient is not null)
                    {
                        using var mode = no_grad();
                        if (gradient.is_leaf)
                        {
                            gradient.requires_grad = false;
                        }
                        else
                        {
                            // A backward pass that can be differentiated itself left its graph on it.
                            aten.detach_(gradient);
                        }

                        aten.zero_(gradient);
                    }
                }
            }

            /// <summary>Sets whether parameters are learnt.</summary>
            public virtual Module requires_grad_(bool requires_grad = true)
            {
                foreach (var parameter in parameters())
                {
                    parameter.requires_grad = requires_grad;
                }

                return this;
            }

            /// <summary>Called after parameters and buffers of this module or of one around it were moved or converted.</summary>
            protected virtual void OnConverted()
            {
            }

            /// <summary>Moves parameters and buffers to a device and converts the floating-point ones, in place.</summary>
            internal void Convert(Device? device, ScalarType? type, bool non_blocking = false)
            {
                if (type is { } wanted && !wanted.IsFloatingPoint() && wanted is not (ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64))
                {
                    throw new UserErrorException($"{GetName()}: parameters are floating-point or complex numbers, so they cannot become {wanted}.");
                }

                Convert(tensor => (device, Kind(tensor)) switch
                {
                    ({ } place, { } kind) => tensor.to(kind, place, non_blocking: non_blocking),
                    ({ } place, null) => tensor.to(place, non_blocking: non_blocking),
                    (null, { } kind) => tensor.to(kind),
                    _ => tensor,
                });

                ScalarType? Kind(Tensor tensor) => tensor.is_floating_point() || tensor.is_complex() ? type : null;
            }

            // The objects stay the same, so optimizers and other holders keep them, and tied weights stay tied; only their native data is exchanged.
            private void Convert(Func<Tensor, Tensor> convert)
            {
                using var scope = NewDisposeScope();
                using var mode = no_grad();
                foreach (var tensor in parameters().Concat(buffers()))
                {
                    using var gradient = tensor.grad;
                    aten.set_data(tensor, convert(tensor));
                    if (gradient is not null)
                    {
                        tensor.grad = convert(gradient);
                    }
                }

                foreach (var module in modules())
                {
                    module.OnConverted();
                    module.RefreshOwn(calling: false);
                }
            }
        }
    }
}
