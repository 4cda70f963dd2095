using NeuralCore.Autograd;
using NeuralCore.Checking;
using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking;

/// <summary>Whole models: right ones pass in training mode too, and of a wrong one the op and its module are named.</summary>
public sealed class ModelGradientTests
{
    private static Tensor Batch(Shape shape) => Tensor.Normal(shape, new Generator(4, Generator.Streams.Data), type: ElementType.Float64);

    [Fact]
    public void A_convolutional_network_with_batch_statistics_and_dropout_passes()
    {
        var model = new Sequential([
            new Conv2d(2, 4, 3, padding: 1), new BatchNorm(4), new Relu(), new MaxPool(2, 2),
            new Flatten(), new Dropout(0.5), new Linear(4 * 3 * 3, 5)]).Initialize(3).To(ElementType.Float64);
        var before = model.StateDict().ToDictionary(e => e.Key, e => e.Value.ToArray<double>());
        var report = new ModelGradientChecker().Check(model, Batch([3, 2, 6, 6]));
        Assert.True(report.IsOk, report.ToString());
        Assert.Equal(7, report.Gradients.Tensors.Count);
        foreach (var (name, value) in model.StateDict()) Assert.Equal(before[name], value.ToArray<double>());
    }

    [Fact]
    public void The_op_at_fault_is_named_with_its_module()
    {
        var model = new Sequential([new Linear(4, 6), new Crooked(), new Relu(), new Linear(6, 2)]).Initialize(3).To(ElementType.Float64);
        var report = new ModelGradientChecker().Check(model, Batch([5, 4]));
        Assert.False(report.IsOk);
        Assert.Contains(report.Gradients.Tensors, t => t is { Name: "0.weight", IsOk: false });
        Assert.Contains(report.Gradients.Tensors, t => t is { Name: "3.weight", IsOk: true });
        var culprit = Assert.Single(report.Culprits);
        Assert.Equal("Sequential.1", culprit.Path);
        Assert.Contains("CrookedScale", culprit.Op);
    }

    [Fact]
    public void A_model_in_single_precision_is_refused()
    {
        var model = new Linear(4, 2).Initialize(3);
        Assert.Throws<UsageException>(() => new ModelGradientChecker().Check(model, Batch([5, 4])));
    }

    // y = 3x whose gradient says 2.
    private sealed class Crooked : Module
    {
        protected override Tensor Compute(Tensor x) => Dispatcher.Apply(new CrookedScaleOp(), x);
    }

    private sealed record CrookedScaleOp : Op
    {
        public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [inputs[0]!.Shape];

        public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs) => [inputs[0]! * 3];

        public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [dys[0]! * 2];
    }
}
