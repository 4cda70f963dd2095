using NeuralCore.Autograd;
using NeuralCore.Memory;
using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Nn;

/// <summary>What a call does besides computing: names itself in errors, runs hooks, gives intermediate results back.</summary>
public sealed class ModuleCallTests
{
    private readonly Assembled _model = new Assembled().To(Device.Reference).Initialize(1);

    private static Tensor Input(params float[] values) => Tensor.From(values, [1, values.Length], Device.Reference);

    [Fact]
    public void A_shape_error_names_the_module_by_its_path()
    {
        var error = Assert.Throws<ShapeException>(() => _model.Forward(Input(1, 2)));
        Assert.StartsWith("Assembled.stem: Add: ", error.Message);
    }

    [Fact]
    public void Sequence_and_array_contribute_the_index_to_the_path()
    {
        List<string> paths = [];
        using (Dispatcher.Listen(new Paths(paths))) _model.Forward(Input(1, 2, 3));
        Assert.Equal(
            ["Assembled.stem", "Assembled", "Assembled.Conv2d_1a_3x3", "Assembled", "Assembled.layers.0", "Assembled.layers.2", "Assembled.layers.2", "Assembled.layers.3", "Assembled.tail.1"],
            paths);
    }

    [Fact]
    public void The_path_is_gone_after_an_error()
    {
        Assert.Throws<ShapeException>(() => _model.Forward(Input(1, 2)));
        var error = Assert.Throws<ShapeException>(() => Input(1, 2) + Input(1, 2, 3));
        Assert.StartsWith("Add: ", error.Message);
    }

    [Fact]
    public void A_call_without_gradients_returns_its_result_and_gives_the_rest_back()
    {
        Tensor? inside = null;
        var layer = (Shift)_model.Modules().First(m => m is Shift);
        using var hook = layer.AfterForward((_, y) => inside = y);
        using var mode = new NoGradScope();
        using var scope = new MemoryScope();

        var result = _model.Forward(Input(1, 2, 3));

        Assert.Equal(3, result.ToArray<float>().Length);
        var error = Assert.Throws<GradientException>(() => inside!.ToArray<float>());
        Assert.Contains("the result of Add", error.Message);
        Assert.Contains("Keep()", error.Message);
    }

    [Fact]
    public void Kept_results_outlive_a_call_without_gradients()
    {
        Tensor? inside = null;
        var layer = (Shift)_model.Modules().First(m => m is Shift);
        using var hook = layer.AfterForward((_, y) => inside = y.Keep());
        using (new NoGradScope()) _model.Forward(Input(1, 2, 3));
        Assert.Equal(3, inside!.ToArray<float>().Length);
    }

    [Fact]
    public void Both_results_of_a_module_with_two_heads_are_returned()
    {
        using var mode = new NoGradScope();
        var (sum, twice) = new TwoHeads().Forward((Input(1, 2), Input(3, 4)));
        Assert.Equal([4, 6], sum.ToArray<float>());
        Assert.Equal([2, 4], twice!.ToArray<float>());
    }

    [Fact]
    public void With_gradients_a_call_gives_nothing_back()
    {
        Tensor? inside = null;
        var layer = (Shift)_model.Modules().First(m => m is Shift);
        using var hook = layer.AfterForward((_, y) => inside = y);
        _model.Forward(Input(1, 2, 3));
        Assert.Equal(3, inside!.ToArray<float>().Length);
    }

    [Fact]
    public void Hooks_replace_input_and_output_in_order_and_stop_when_disposed()
    {
        var layer = new Shift(2).To(Device.Reference).Initialize(1);
        var plain = layer.Forward(Input(0, 0)).ToArray<float>();
        using (layer.BeforeForward(x => x + x))
        using (layer.AfterForward((_, y) => y + y))
        {
            var hooked = layer.Forward(Input(1, 1)).ToArray<float>();
            Assert.Equal(plain.Select(w => 2 * (2 + w)), hooked);
        }
        Assert.Equal(plain, layer.Forward(Input(0, 0)).ToArray<float>());
    }

    [Fact]
    public void A_backward_hook_sees_the_modules_own_share_of_the_gradient()
    {
        var layer = new Shift(2).To(Device.Reference).Initialize(1);
        Tensor? seenX = null, seenY = null;
        using var hook = layer.OnBackward((dx, dy) => { (seenX, seenY) = (dx, dy); });
        var x = Input(1, 2).WithGrad();

        // x also reaches the sum directly, twice: its whole gradient is 3, the module's share 1.
        (layer.Forward(x) + x + x).Backward(Input(1, 1));

        Assert.Equal([1, 1], seenX!.ToArray<float>());
        Assert.Equal([1, 1], seenY!.ToArray<float>());
        Assert.Equal([3, 3], x.Grad!.ToArray<float>());
    }

    [Fact]
    public void A_backward_hook_may_replace_the_gradient_of_the_input()
    {
        var layer = new Shift(2).To(Device.Reference).Initialize(1);
        using var hook = layer.OnBackward((_, dy) => dy + dy);
        var x = Input(1, 2).WithGrad();
        layer.Forward(x).Backward(Input(1, 10));
        Assert.Equal([2, 20], x.Grad!.ToArray<float>());
        Assert.Equal([1, 10], layer.Weight.Grad!.ToArray<float>());
    }

    [Fact]
    public void A_backward_hook_of_the_first_layer_sees_no_gradient_of_the_input()
    {
        var layer = new Shift(2).To(Device.Reference).Initialize(1);
        var calls = 0;
        using var hook = layer.OnBackward((Tensor? dx, Tensor _) => { calls += dx is null ? 1 : 100; });
        layer.Forward(Input(1, 2)).Backward(Input(1, 1));
        Assert.Equal(1, calls);
    }

    [Fact]
    public void Train_and_eval_reach_every_module()
    {
        _model.Eval();
        Assert.All(_model.Modules(), m => Assert.False(m.IsTraining));
        _model.Train();
        Assert.All(_model.Modules(), m => Assert.True(m.IsTraining));
    }

    [Fact]
    public void Frozen_parameters_collect_no_gradient()
    {
        var layer = new Shift(2).To(Device.Reference).Initialize(1).Freeze();
        Assert.False(layer.Forward(Input(1, 2)).RequiresGrad);
        layer.Freeze(false).Forward(Input(1, 2)).Backward(Input(1, 1));
        Assert.NotNull(layer.Weight.Grad);
    }

    [Fact]
    public void A_move_keeps_values_gradients_and_identity()
    {
        var layer = new Shift(2).To(Device.Reference).Initialize(1);
        var parameter = layer.Weight;
        layer.Forward(Input(1, 2)).Backward(Input(3, 4));
        var before = parameter.Value.ToArray<double>();

        layer.To(ElementType.Float64);

        Assert.Same(parameter, layer.Weight);
        Assert.Equal(ElementType.Float64, parameter.Value.Type);
        Assert.True(parameter.Value.RequiresGrad);
        Assert.Equal(before, parameter.Value.ToArray<double>());
        Assert.Equal([3, 4], parameter.Grad!.ToArray<double>());
    }

    [Fact]
    public void Zero_grad_gives_the_memory_back()
    {
        var layer = new Shift(2).To(Device.Reference).Initialize(1);
        layer.Forward(Input(1, 2)).Backward(Input(3, 4));
        var grad = layer.Weight.Grad!;
        layer.ZeroGrad();
        Assert.Null(layer.Weight.Grad);
        Assert.True(grad.Storage.IsReleased);
    }

    private sealed class TwoHeads : Module<(Tensor A, Tensor B), (Tensor Sum, Tensor? Twice)>
    {
        protected override (Tensor Sum, Tensor? Twice) Compute((Tensor A, Tensor B) x) => (x.A + x.B, x.A + x.A);
    }

    private sealed class Paths(List<string> paths) : IDispatchListener
    {
        public void Starting(OpCall call) => paths.Add(call.Path);
    }
}
