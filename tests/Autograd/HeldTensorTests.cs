using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Autograd;

/// <summary>A backward pass that closes over a tensor behind the graph's back is refused: its second order would be silently wrong.</summary>
public sealed class HeldTensorTests
{
    private static Tensor X => Tensor.From([1.0, 2, 3], [3]).WithGrad();

    [Fact]
    public void A_tensor_in_an_op_s_field_is_refused()
    {
        var thrown = Assert.Throws<UsageException>(() => Dispatcher.Apply(new Remembering(), X));
        Assert.Contains("Remembering", thrown.Message);
        Assert.Contains("_doubled", thrown.Message);
    }

    [Fact]
    public void A_tensor_kept_as_state_is_refused()
    {
        var thrown = Assert.Throws<UsageException>(() => Dispatcher.Apply(new Smuggling(), X));
        Assert.Contains("Smuggling", thrown.Message);
    }

    [Fact]
    public void A_saved_intermediate_serves_the_first_order_and_is_refused_for_the_second()
    {
        var x = X;
        var y = Dispatcher.Apply(new Cube(), x);
        var thrown = Assert.Throws<GradientException>(() => Gradients.Of([y], [x], [Tensor.Ones([3], ElementType.Float64)], createGraph: true));
        Assert.Contains("Cube", thrown.Message);
        Assert.Contains("neither input nor result", thrown.Message);
        y = Dispatcher.Apply(new Cube(), x);
        Assert.Equal([3.0, 12, 27], Gradients.Of([y], [x], [Tensor.Ones([3], ElementType.Float64)])[0]!.ToArray<double>());
    }

    private abstract record Elementwise : Op
    {
        public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [inputs[0]!.Shape];
    }

    private sealed record Remembering : Elementwise
    {
        private Tensor? _doubled;

        public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs) => [(_doubled = inputs[0]! * 2) * inputs[0]!];

        public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [dys[0]! * _doubled! * 2];
    }

    private sealed record Smuggling : Elementwise
    {
        public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
        {
            saved.SaveState((inputs[0]! * 2, 3));
            return [inputs[0]!.Square()];
        }

        public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [dys[0]! * saved.State<(Tensor, int)>().Item1];
    }

    // y = x³ whose backward pass uses x² from the forward pass.
    private sealed record Cube : Elementwise
    {
        public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
        {
            var square = inputs[0]!.Square();
            saved.Save(square);
            return [square * inputs[0]!];
        }

        public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [dys[0]! * saved[0] * 3];
    }
}
