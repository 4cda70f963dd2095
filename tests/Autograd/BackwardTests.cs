using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Autograd;

/// <summary>The walk back: what it computes, what it refuses, and what it says then.</summary>
public sealed class BackwardTests
{
    private static Tensor Leaf(params double[] values) => Tensor.From(values).WithGrad();

    [Fact]
    public void A_product_has_the_gradients_of_the_textbook()
    {
        var (a, b) = (Leaf(2, 3), Leaf(5, 7));
        (a * b).SumTo([]).Backward();
        Assert.Equal([5.0, 7], a.Grad!.ToArray<double>());
        Assert.Equal([2.0, 3], b.Grad!.ToArray<double>());
    }

    [Fact]
    public void Gradients_of_one_tensor_used_twice_are_added()
    {
        var x = Leaf(3);
        (x * x + x).SumTo([]).Backward();
        Assert.Equal([7.0], x.Grad!.ToArray<double>());
    }

    [Fact]
    public void A_second_backward_pass_adds_to_the_first_ones_gradient()
    {
        var x = Leaf(3);
        for (var i = 0; i < 2; i++) (x * 2).SumTo([]).Backward();
        Assert.Equal([4.0], x.Grad!.ToArray<double>());
    }

    [Fact]
    public void Gradients_can_be_differentiated_again_and_again()
    {
        var x = Leaf(2);
        var y = (x * x * x * x).SumTo([]);                           // x⁴
        var first = Gradients.Of(y, x, createGraph: true)!;          // 4x³
        var second = Gradients.Of(first, x, createGraph: true)!;     // 12x²
        var third = Gradients.Of(second, x)!;                        // 24x
        Assert.Equal([32.0, 48, 48], new[] { first.Item(), second.Item(), third.Item() });
        Assert.Null(x.Grad);
    }

    [Fact]
    public void A_gradient_by_an_intermediate_result_leaves_the_leaves_alone()
    {
        var x = Leaf(3);
        var y = x * x;
        var dy = Gradients.Of((y * 5).SumTo([]), y)!;
        Assert.Equal(5, dy.Item());
        Assert.Null(x.Grad);
    }

    [Fact]
    public void An_input_that_the_output_does_not_depend_on_has_no_gradient()
    {
        var (x, z) = (Leaf(3), Leaf(4));
        Assert.Null(Gradients.Of([x * x], [z], [Tensor.From(1.0)])[0]);
    }

    [Fact]
    public void The_graph_serves_one_pass_unless_it_is_retained()
    {
        var x = Leaf(3);
        var y = (x * x).SumTo([]);
        y.Backward(retainGraph: true);
        y.Backward();
        Assert.Equal([12.0], x.Grad!.ToArray<double>());
        var error = Assert.Throws<GradientException>(() => y.Backward());
        Assert.Contains("retainGraph: true", error.Message);
        Assert.Contains("SumTo", error.Message);
    }

    [Fact]
    public void A_change_in_place_of_what_the_backward_pass_needs_is_refused_with_its_writer()
    {
        var (x, w) = (Leaf(3), Leaf(4));
        var y = (x * w).SumTo([]);
        using (new NoGradScope()) w.Fill(0);
        var error = Assert.Throws<GradientException>(() => y.Backward());
        Assert.Contains("Mul", error.Message);
        Assert.Contains("changed in place by Fill", error.Message);
    }

    [Fact]
    public void Nothing_is_recorded_without_a_leaf_or_under_NoGradScope()
    {
        Assert.Contains("RequiresGrad", Assert.Throws<GradientException>(() => Tensor.From(1.0).Backward()).Message);
        var x = Leaf(1);
        using (new NoGradScope()) Assert.False((x * x).RequiresGrad);
        Assert.True((x * x).RequiresGrad);
        Assert.False((x * x).Detach().RequiresGrad);
    }

    [Fact]
    public void Backward_from_more_than_one_number_wants_an_upstream_gradient()
    {
        var x = Leaf(1, 2);
        Assert.Contains("[2]", Assert.Throws<GradientException>(() => (x * x).Backward()).Message);
        (x * x).Backward(Tensor.From(1.0, 10.0));
        Assert.Equal([2.0, 40], x.Grad!.ToArray<double>());
        Assert.Contains("expected Float64 [2]", Assert.Throws<GradientException>(() => (x * x).Backward(Tensor.From(1.0))).Message);
    }

    [Fact]
    public void Integers_and_results_cannot_require_gradients()
    {
        Assert.Throws<GradientException>(() => Tensor.Arange(3).WithGrad());
        var y = Leaf(1) * 2;
        Assert.Contains("Affine", Assert.Throws<GradientException>(() => y.RequiresGrad = false).Message);
    }

    [Fact]
    public void A_hook_sees_the_complete_gradient_and_may_replace_it()
    {
        var x = Leaf(3);
        var y = x * 2;
        List<double> seen = [];
        using (y.OnGradient(dy =>
        {
            seen.Add(dy.Item());
            return dy * 10;
        }))
        {
            (y + y).SumTo([]).Backward();
        }
        Assert.Equal([2.0], seen);
        Assert.Equal(40, x.Grad!.Item());
        (x * 2).SumTo([]).Backward();
        Assert.Single(seen);
    }

    [Fact]
    public void A_result_keeps_its_gradient_when_asked()
    {
        var x = Leaf(3);
        var y = x * 2;
        y.RetainGrad();
        (y * y).SumTo([]).Backward();
        Assert.Equal(12, y.Grad!.Item());
        Assert.Equal(24, x.Grad!.Item());
    }

    [Fact]
    public void A_deep_graph_is_walked_without_a_deep_stack()
    {
        var x = Leaf(1);
        var y = x;
        for (var i = 0; i < 50_000; i++) y += 1.0;
        y.SumTo([]).Backward();
        Assert.Equal(1, x.Grad!.Item());
    }

    [Fact]
    public void Only_needed_gradients_are_computed()
    {
        var (x, w) = (Leaf(3), Tensor.From(4.0));
        var calls = new Calls();
        var y = (x * w).SumTo([]);
        using (Dispatcher.Listen(calls)) y.Backward();
        Assert.Single(calls.Names, name => name == "Mul");
    }

    [Fact]
    public void A_function_of_the_users_own_is_an_op_like_any_other()
    {
        var x = Leaf(2, 3);
        var y = Dispatcher.Apply(new CubeOp(), x);
        y.SumTo([]).Backward(createGraph: true);
        Assert.Equal([12.0, 27], x.Grad!.ToArray<double>());
        Assert.Equal([12.0, 18], Gradients.Of([x.Grad!], [x], [Tensor.From(1.0, 1.0)])[0]!.ToArray<double>());
    }

    [Fact]
    public void A_gradient_that_is_not_like_its_input_is_refused_naming_op_input_and_both()
    {
        Refused(dy => dy.SumTo([]), "Odd { Attribute = 7", "input 0", "Float64 [] on", "expected Float64 [2] on");
        Refused(dy => dy.Reshape(2, 1), "Float64 [2, 1] on", "expected Float64 [2] on");
        Refused(dy => dy.To(ElementType.Float32), "Float32 [2] on", "expected Float64 [2] on");
        Refused(dy => dy.To(Device.Reference), "[2] on reference", "[2] on cpu");

        static void Refused(Func<Tensor, Tensor> gradient, params string[] words)
        {
            var x = Tensor.From([1.0, 2], [2], Device.Cpu).WithGrad();
            var error = Assert.Throws<GradientException>(() => Dispatcher.Apply(new OddOp(7) { Gradient = dy => [gradient(dy)] }, x).SumTo([]).Backward());
            foreach (var word in words) Assert.Contains(word, error.Message);
        }
    }

    [Fact]
    public void A_gradient_on_its_way_is_refused_where_it_goes_wrong_and_not_where_it_arrives()
    {
        var x = Leaf(1, 2);
        var y = Dispatcher.Apply(new OddOp(7) { Gradient = dy => [dy.SumTo([])] }, x * 3);
        Assert.Contains("Odd { Attribute = 7", Assert.Throws<GradientException>(() => y.SumTo([]).Backward()).Message);
    }

    [Fact]
    public void A_backward_pass_that_leaves_an_input_out_is_refused()
    {
        var y = Dispatcher.Apply(new OddOp(7) { Gradient = _ => [] }, Leaf(1, 2));
        var message = Assert.Throws<GradientException>(() => y.SumTo([]).Backward()).Message;
        Assert.Contains("Odd { Attribute = 7", message);
        Assert.Contains("0 gradients", message);
        Assert.Contains("expected 1", message);
    }

    [Fact]
    public void A_hook_that_changes_the_shape_is_refused()
    {
        var y = Leaf(1, 2) * 2;
        using var hook = y.OnGradient(dy => dy.SumTo([]));
        var message = Assert.Throws<GradientException>(() => y.SumTo([]).Backward()).Message;
        Assert.Contains("hook", message);
        Assert.Contains("expected Float64 [2]", message);
    }

    // x unchanged, with whatever for a gradient; the function stands for code and is no attribute.
    private sealed record OddOp(int Attribute) : Op
    {
        public required Func<Tensor, Tensor?[]> Gradient { private get; init; }

        public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [inputs[0]!.Shape];

        public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs) => [inputs[0]! * 1];

        public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => Gradient(dys[0]!);
    }

    private sealed record CubeOp : Op
    {
        public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [inputs[0]!.Shape];

        public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
        {
            saved.Save(inputs[0]);
            return [inputs[0]! * inputs[0]! * inputs[0]!];
        }

        public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [dys[0]! * saved[0] * saved[0] * 3];
    }

    private sealed class Calls : IDispatchListener
    {
        public List<string> Names { get; } = [];

        public void Finished(OpCall call) => Names.Add(call.Op.Name);
    }
}
