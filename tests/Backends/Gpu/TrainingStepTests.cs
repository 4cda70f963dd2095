using NeuralCore.Models;
using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Tests.Models;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>One training step of whole networks and of the papers' blocks is the same on a GPU as by the literal formulas in double.</summary>
public sealed class TrainingStepTests
{
    private const double Rate = 0.1;

    private static readonly Dictionary<string, Subject> Subjects = new()
    {
        ["SE block"] = new(() => new SqueezeExcitation(16, 4), [2, 16, 7, 7], Squares),
        ["residual block"] = new(() => Part("resnet18_cifar", "width=8", "layer2.0"), [2, 8, 9, 9], Squares),
        ["Inception A"] = new(() => new InceptionA(12, 8), [2, 12, 7, 7], Squares),
        ["MobileNet V1"] = new(() => ModelChecks.Create("mobilenet_v1_cifar", "alpha=0.25,classes=5"), [3, 3, 32, 32], CrossEntropy),
        ["HybridSN"] = new(() => ModelChecks.Create("hybridsn_small"), [2, 1, 15, 11, 11], CrossEntropy),
    };

    // By default a block of each kind of step on the interpreter; the rest takes too long for that.
    private static readonly string[] Short = ["SE block", "residual block"];

    public static IEnumerable<TheoryDataRow<string, string>> Rows =>
        from subject in Subjects.Keys
        from device in new[] { "ptx", "opencl" }
        let row = new TheoryDataRow<string, string>(subject, device)
        select device == "ptx" && Short.Contains(subject) ? row : DevicesUnderTest.Long(row);

    [Theory, MemberData(nameof(Rows))]
    public void A_step_agrees_with_the_reference_in_output_gradients_and_weights_and_repeats_to_the_bit(string name, string deviceName)
    {
        var device = DevicesUnderTest.Get(deviceName);
        var subject = Subjects[name];
        var step = subject.StepOn(device, ElementType.Float32);
        step.AssertAgrees(subject.StepOn(Device.Reference, ElementType.Float64), Rate);

        var again = subject.StepOn(device, ElementType.Float32);
        Assert.Equal(step.Output, again.Output);
        Assert.Equal(step.State, again.State);
    }

    // A part by its name, so that a block is tested as the network has it.
    private static Module Part(string model, string options, string part) =>
        (Module)ModelChecks.Create(model, options).NamedModules().Single(m => m.Name == part).Module;

    private static Tensor Squares(Tensor y) => y.MseLoss(Tensor.Normal(y.Shape, new Generator(3, Generator.Streams.Data)).To(y.Type).To(y.Device));

    private static Tensor CrossEntropy(Tensor y) =>
        y.CrossEntropy(Tensor.From([.. Enumerable.Range(0, y.Shape[0]).Select(i => i * 2L % y.Shape[1])], [y.Shape[0]], y.Device));

    private sealed record Subject(Func<Module> Create, Shape Input, Func<Tensor, Tensor> Loss)
    {
        public TrainingStep StepOn(Device device, ElementType type) => TrainingStep.Of(Create, Input, Loss, device, type, Rate);
    }
}
