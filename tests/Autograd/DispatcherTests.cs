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
    public void A_pending_result_is_absorbed_by_an_op_that_can_and_computed_otherwise()
    {
        var calls = 0;
        var x = Tensor.From(3.0).WithGrad();
        Tensor Twice() => Dispatcher.Apply(new TwiceOp(() => calls++), x);

        var between = Twice();
        var fused = between.Relu();
        Assert.Equal(0, calls);
        Assert.Equal(6, fused.Item());
        fused.SumTo([]).Backward();
        Assert.Equal(2, x.Grad!.Item());
        Assert.True(between.IsDeferred);

        var read = Twice();
        Assert.True(read.IsDeferred);
        Assert.Equal(6, read.Item());
        Assert.Equal(1, calls);

        var other = Twice() + x;
        Assert.Equal(9, other.Item());
        Assert.Equal(2, calls);

        x.Grad = null;
        other.SumTo([]).Backward();
        Assert.Equal(3, x.Grad!.Item());

        using (Dispatcher.Listen(new Silent()))
            Assert.False(Twice().IsDeferred);
    }

    [Fact]
    public void The_gradient_of_a_result_that_was_absorbed_is_seen_and_its_value_computed_when_read()
    {
        var calls = 0;
        var x = Tensor.From(3.0).WithGrad();
        var between = Dispatcher.Apply(new TwiceOp(() => calls++), x);
        var fused = between.Relu() * 5;
        double? seen = null;
        between.OnGradient(gradient =>
        {
            seen = gradient.Item();
            return null;
        });
        fused.SumTo([]).Backward();
        Assert.Equal(5, seen);
        Assert.Equal(10, x.Grad!.Item());
        Assert.Equal(0, calls);
        Assert.Equal(6, between.Item());
        Assert.Equal(1, calls);
    }

    [Fact]
    public void A_pending_result_is_computed_before_its_operand_is_changed_in_place()
    {
        var x = Tensor.From(3.0);
        var pending = Dispatcher.Apply(new TwiceOp(() => { }), x);
        x.Fill(100);
        Assert.Equal(6, pending.Item());
    }

    [Fact]
    public void An_absorbed_result_whose_operand_was_changed_since_says_so_instead_of_being_wrong()
    {
        var x = Tensor.From(3.0);
        var between = Dispatcher.Apply(new TwiceOp(() => { }), x);
        Assert.Equal(6, between.Relu().Item());
        x.Fill(100);
        Assert.Contains("changed in place by Fill", Assert.Throws<GradientException>(() => between.Item()).Message);
    }

    [Fact]
    public void A_pending_result_belongs_to_the_scope_that_it_was_asked_for_in()
    {
        var x = Tensor.From(3.0);
        Tensor forgotten;
        using (new MemoryScope())
        {
            var pending = Dispatcher.Apply(new TwiceOp(() => { }), x);
            using (new MemoryScope()) Assert.Equal(4, (x + 1).Item());
            Assert.False(pending.IsDeferred);
            Assert.Equal(6, pending.Item());
            forgotten = Dispatcher.Apply(new TwiceOp(() => { }), x + 1);
        }

        // Its operand is gone: the next operation is none the worse for it.
        Assert.Equal(5, (x + 2).Item());
        Assert.Contains("was given back", Assert.Throws<GradientException>(() => forgotten.Item()).Message);
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
        internal override bool MayPend(ReadOnlySpan<Tensor?> inputs) => true;

        public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [inputs[0]!.Shape];

        public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
        {
            Called();
            return [inputs[0]! * 2];
        }

        internal override Tensor FinishThen<F>(F f, Tensor?[] inputs, Tensor[] begun) => Pointwise.Map(f, inputs[0]! * 2);

        public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [dys[0]! * 2];
    }
}
