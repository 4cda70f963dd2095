using NeuralCore.Nn;
using NeuralCore.Nn.Init;

namespace NeuralCore.Tests.Nn;

/// <summary>The names and the order of a state dict come from the fields, and loading says all that does not fit.</summary>
public sealed class StateDictTests
{
    private static readonly string[] Names =
    [
        "scale", "count", "stem.weight", "Conv2d_1a_3x3.weight", "layers.0.weight", "layers.2.running_sum", "layers.3.weight", "tail.1.weight",
    ];

    [Fact]
    public void Base_class_first_then_parameters_buffers_children_in_the_order_of_declaration() =>
        Assert.Equal(Names, new Assembled().Initialize(1).StateDict().Keys);

    [Fact]
    public void Named_modules_count_those_without_parameters() => Assert.Equal(
        ["", "stem", "Conv2d_1a_3x3", "layers.0", "layers.2", "layers.3", "tail", "tail.0", "tail.1", "nothing"],
        new Assembled().NamedModules().Select(m => m.Name));

    [Fact]
    public void What_is_shared_stands_under_each_name_and_is_learned_once()
    {
        var model = new Sharing().Initialize(1);
        Assert.Equal(["first.weight", "second.weight"], model.StateDict().Keys);
        Assert.Equal(["first.weight"], model.NamedParameters().Select(p => p.Name));
    }

    [Fact]
    public void A_state_dict_loads_into_another_instance()
    {
        var (one, two) = (new Assembled().Initialize(1), new Assembled().Initialize(2));
        two.LoadStateDict(one.StateDict());
        foreach (var (name, tensor) in one.StateDict())
            Assert.Equal(tensor.ToArray<float>(), two.StateDict()[name].ToArray<float>());
    }

    [Fact]
    public void Loading_needs_no_initialization_and_converts()
    {
        var source = new Shift(3).Initialize(1);
        var target = new Shift(3).To(ElementType.Float64).To(Device.Reference);
        target.LoadStateDict(source.StateDict());
        Assert.Equal(ElementType.Float64, target.Weight.Value.Type);
        Assert.Equal(Device.Reference, target.Weight.Value.Device);
        Assert.Equal(source.Weight.Value.ToArray<double>(), target.Weight.Value.ToArray<double>());
    }

    [Fact]
    public void One_message_lists_missing_unexpected_and_misshaped_names_and_nothing_is_changed()
    {
        var model = new Assembled().Initialize(1);
        var before = model.StateDict()["scale"].ToArray<float>();
        var state = new Assembled().Initialize(2).StateDict();
        state.Remove("stem.weight");
        state["layers.0.weight"] = Tensor.Zeros([4]);
        state["extra"] = Tensor.Zeros([2]);
        state["bn.num_batches_tracked"] = Tensor.Zeros([1]);
        state["scale"] = Tensor.Full([3], 9);

        var error = Assert.Throws<DataException>(() => model.LoadStateDict(state));

        Assert.Contains("missing: stem.weight [3]", error.Message);
        Assert.Contains("unexpected: extra [2]", error.Message);
        Assert.Contains("layers.0.weight (has [4], expected [3])", error.Message);
        Assert.DoesNotContain("num_batches_tracked", error.Message);
        Assert.Equal(before, model.StateDict()["scale"].ToArray<float>());
    }

    [Fact]
    public void A_module_in_a_captured_constructor_parameter_is_an_error_that_names_it()
    {
        var error = Assert.Throws<UsageException>(() => new Captured(new Shift(3)).StateDict());
        Assert.Contains("Captured: 'inner' (Shift)", error.Message);
        Assert.Contains("primary-constructor parameter", error.Message);
    }

    [Fact]
    public void A_module_in_an_auto_property_is_an_error_that_names_it()
    {
        var error = Assert.Throws<UsageException>(() => new Property().StateDict());
        Assert.Contains("Property: 'Inner' (Shift)", error.Message);
        Assert.Contains("'_inner'", error.Message);
    }

    [Fact]
    public void A_module_in_a_dictionary_is_an_error_that_names_the_field()
    {
        var error = Assert.Throws<UsageException>(() => new Hoard().StateDict());
        Assert.Contains("Hoard: the field '_byName'", error.Message);
    }

    [Fact]
    public void A_parameter_without_values_says_how_to_get_some()
    {
        var error = Assert.Throws<UsageException>(() => new Assembled().Forward(Tensor.Zeros([3])));
        Assert.Contains("Assembled.stem: a parameter [3] has no values yet; call Initialize", error.Message);
    }

    private sealed class Sharing : Module
    {
        private readonly Shift _first;
        private readonly Shift _second;

        public Sharing() => _second = _first = new Shift(2);

        protected override Tensor Compute(Tensor x) => _second.Forward(_first.Forward(x));
    }

    private sealed class Captured(Shift inner) : Module
    {
        protected override Tensor Compute(Tensor x) => inner.Forward(x);
    }

    private sealed class Property : Module
    {
        public Shift Inner { get; } = new(3);

        protected override Tensor Compute(Tensor x) => Inner.Forward(x);
    }

    private sealed class Hoard : Module
    {
        private readonly Dictionary<string, Module> _byName = new() { ["a"] = new Shift(3) };

        protected override Tensor Compute(Tensor x) => _byName["a"].Forward(x);
    }
}
