using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>Shows a model the noise of its images beside them: three more channels (<see cref="Srm"/>). Keys <c>base_model.*</c>, <c>srm_conv.weight</c>.</summary>
[TypeName("thelper.nn.srm.SRMWrapper")]
public sealed class SRMWrapper : Module
{
    private readonly Module baseModel;
    private readonly Torch.Modules.Conv2d srmConv;

    /// <summary>Makes the model and the filters.</summary>
    /// <param name="task">What the model predicts.</param>
    /// <param name="baseModel">The model, made for three channels more than the images have.</param>
    /// <param name="inputChannels">Channels of the images.</param>
    /// <exception cref="UserErrorException">There are no channels, or the model does not fit the task.</exception>
    [ConfigConstructor]
    public SRMWrapper(
        Tasks.Task task, [ConfigValue(Example = "{type: thelper.nn.resnet.ResNet, params: {input_channels: 6}}")] ModelPlan baseModel, [ConfigValue(Min = 1)] int inputChannels = 3)
        : this(Made(task, baseModel), inputChannels)
    {
    }

    /// <summary>Wraps a model.</summary>
    /// <param name="baseModel">The model, made for three channels more than the images have; owned from now on.</param>
    /// <param name="inputChannels">Channels of the images.</param>
    /// <exception cref="UserErrorException">There are no channels.</exception>
    public SRMWrapper(Module baseModel, int inputChannels = 3)
        : base((baseModel ?? throw new ArgumentNullException(nameof(baseModel))).Task)
    {
        this.baseModel = baseModel;
        register_module("base_model", baseModel);
        srmConv = Srm.SetupSrmLayer(inputChannels);
        register_module("srm_conv", srmConv);
    }

    /// <summary>The model within.</summary>
    public Module BaseModel => baseModel;

    /// <summary>Specialises the model within to a task.</summary>
    /// <param name="task">The new task.</param>
    public override void SetTask(Tasks.Task task)
    {
        baseModel.SetTask(task);
        Task = task;
    }

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">Always: the model within sees the noise, too.</exception>
    public override void AdaptInput(int channels) => throw InputSurgery.Refusal(TypeName, "the model within sees three channels of noise, too; set 'input_channels', and those of the base_model to three more");

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">The images have another number of channels.</exception>
    public override Tensor forward(Tensor input)
    {
        if (input.dim() != 4 || input.shape[1] != srmConv.in_channels)
        {
            throw new UserErrorException($"{TypeName} takes images (batch, {srmConv.in_channels}, height, width), not ({string.Join(", ", input.shape)}); input_channels says how many channels they have");
        }

        using var scope = NewDisposeScope();
        return baseModel.call(cat([input, srmConv.call(input)], 1)).MoveToOuterDisposeScope();
    }

    private static Module Made(Tasks.Task task, ModelPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Create(task);
    }
}
