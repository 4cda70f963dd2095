using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Autograd;

/// <summary>The one door: type and device checks, listeners, the pending slot.</summary>
public sealed class DispatcherTests
{
    [Fact]
    public void Mixed_types_are_refused_naming_both()
    {
        var error = Assert.Throws<ShapeException>(() => Tensor.From(1f) + Tensor.From(1.0));
        Assert.Contains("Float32", error.Message);
        Assert.Contains("Float64", error.Message);
        Assert.StartsWith("Add", error.Message);
    }

    [Fact]
    public void Mixed_devices_are_refused_naming_both()
    {
        var error = Assert.Throws<ShapeException>(() => Tensor.From([1f], [1], Device.Cpu) + Tensor.From([1f], [1], Device.Reference));
        Assert.Contains("cpu", error.Message);
        Assert.Contains("reference", error.Message);
    }

    [Fact]
    public void An_operand_of_a_type_that_the_op_does_not_take_is_refused()
    {
        var error = Assert.Throws<ShapeException>(() => Tensor.Arange(3) + Tensor.Arange(3));
        Assert.Contains("Int64", error.Message);
    }

    [Fact]
    public void A_pending_result_is_absorbed_by_a_declared_fusion_and_computed_otherwise()
    {
        var calls = 0;
        Fusions.All.Add(new TwiceThenNegate());
        try
        {
            var x = Tensor.From(3.0).WithGrad();

            var fused = -Dispatcher.Apply(new TwiceOp(() => calls++), x);
            Assert.Equal(0, calls);
            Assert.Equal(-6, fused.Item());
            fused.SumTo([]).Backward();
            Assert.Equal(-2, x.Grad!.Item());

            var read = Dispatcher.Apply(new TwiceOp(() => calls++), x);
            Assert.True(read.IsDeferred);
            Assert.Equal(6, read.Item());
            Assert.Equal(1, calls);

            var other = Dispatcher.Apply(new TwiceOp(() => calls++), x) + x;
            Assert.Equal(9, other.Item());
            Assert.Equal(2, calls);

            x.Grad = null;
            other.SumTo([]).Backward();
            Assert.Equal(3, x.Grad!.Item());

            using (Dispatcher.Listen(new Silent()))
                Assert.False(Dispatcher.Apply(new TwiceOp(() => calls++), x).IsDeferred);
        }
        finally
        {
            Fusions.All.Clear();
        }
    }

    [Fact]
    public void Shapes_are_inferred_on_the_meta_device_without_memory()
    {
        var x = Tensor.Empty([1000, 1000, 1000], device: Device.Meta);
        Assert.Equal(new Shape(1000, 1000, 1000), (x + x).Shape);
        Assert.IsType<global::NeuralCore.Memory.MetaStorage>((x + x).Storage);
        Assert.Contains("meta", Assert.Throws<UsageException>(() => x.ToArray<float>()).Message);
    }

    private sealed class Silent : IDispatchListener;

    private sealed record TwiceOp(Action Called) : Op
    {
        internal override bool MayPend => true;

        public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [inputs[0]!.Shape];

        public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
        {
            Called();
            return [inputs[0]! * 2];
        }

        public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [dys[0]! * 2];
    }

    private sealed class TwiceThenNegate : IFusion
    {
        public (Op Op, Tensor?[] Inputs)? TryFuse(PendingResult pending, Op second, ReadOnlySpan<Tensor?> inputs) =>
            pending.Op is TwiceOp && second is NegOp && ReferenceEquals(inputs[0], pending.Outputs[0])
                ? (new AffineOp(-2, 0), pending.Inputs)
                : null;
    }
}
