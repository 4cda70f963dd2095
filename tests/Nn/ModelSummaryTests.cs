using NeuralCore.Models;
using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Nn;

/// <summary>A summary tells shapes, parameters and multiply-adds, computes nothing and leaves the model as it was.</summary>
public sealed class ModelSummaryTests
{
    private readonly Sequential _model =
    [
        new Conv2d(3, 8, 3, padding: 1, bias: false), new BatchNorm(8), new Relu(), new MaxPool(2),
        new Flatten(), new Dropout(0.5), new Linear(8 * 4 * 4, 10),
    ];

    [Fact]
    public void Each_layer_has_its_configuration_shape_parameters_and_multiply_adds()
    {
        var summary = ModelSummary.Of(_model, [2, 3, 8, 8]);
        Same(new("0", "Conv2d(3 → 8, kernel 3, padding 1, no bias)", [2, 8, 8, 8], 216, 2 * 8 * 8 * 8 * 27, 216 * 4, 2 * 8 * 8 * 8 * 4, null), 1, "3, stride 1");
        Same(new("1", "BatchNorm(8)", [2, 8, 8, 8], 16, 0, 16 * 4, 2 * 8 * 8 * 8 * 4, null), 2, "3, stride 1");
        Same(new("3", "MaxPool(2)", [2, 8, 4, 4], 0, 0, 0, 2 * 8 * 4 * 4 * 4, null), 4, "4, stride 2");
        Same(new("4", "Flatten(1, -1)", [2, 128], 0, 0, 0, 0, null), 5, "4, stride 2");
        Same(new("6", "Linear(128 → 10)", [2, 10], 1290, 2 * 128 * 10, 1290 * 4, 2 * 10 * 4, null), 7, "all, stride –");
        Assert.Equal(216 + 16 + 1290, summary.Parameters);
        Assert.Equal(2 * 8 * 8 * 8 * 27 + 2 * 128 * 10, summary.Macs);
        Assert.Equal(4 * summary.Parameters, summary.ParameterBytes);
        Assert.Equal(4 * (3 * 2 * 8 * 8 * 8 + 2 * 8 * 4 * 4 + 2 * 10), summary.ActivationBytes);

        void Same(LayerSummary expected, int layer, string field)
        {
            Assert.Equal(expected, summary.Layers[layer] with { Field = null });
            Assert.Equal(field, summary.Layers[layer].Field!.ToString());
        }
    }

    [Fact]
    public void A_module_under_the_empty_name_is_not_charged_twice()
    {
        var summary = ModelSummary.Of(new Gated(), [1, 4, 5, 5]);
        Assert.Equal(["", "", "fc"], summary.Layers.Select(layer => layer.Path));
        Assert.Equal(summary.ActivationBytes, summary.Layers.Sum(layer => layer.ActivationBytes));
        Assert.Equal(4 * (4 + 4 + 2 * 100), summary.ActivationBytes);   // average, gate, product, ReLU
    }

    private sealed class Gated : Module
    {
        [StateName("")] private readonly Gate _gate = new();

        protected override Tensor Compute(Tensor x) => _gate.Forward(x).Relu();

        private sealed class Gate : Module
        {
            private readonly Conv2d _fc = new(4, 4, 1);

            protected override Tensor Compute(Tensor x) => x * _fc.Forward(x.GlobalAveragePool());
        }
    }

    [Fact]
    public void The_table_ends_with_the_total()
    {
        var lines = ModelSummary.Of(_model, [1, 3, 8, 8]).ToString().TrimEnd().Split('\n');
        Assert.StartsWith("total", lines[^1]);
        Assert.Contains("1,522", lines[^1]);
    }

    [Fact]
    public void Values_mode_and_device_are_left_as_they_were()
    {
        _model.Initialize(1);
        var before = _model.StateDict();
        ModelSummary.Of(_model, [2, 3, 8, 8]);
        Assert.True(_model.IsTraining);
        Assert.All(_model.StateDict(), s => Assert.Same(before[s.Key], s.Value));
    }

    [Fact]
    public void Building_and_summarizing_draws_no_weight()
    {
        var model = ModelRegistry.Create("resnet152");
        ModelSummary.Of(model, [1, 3, 224, 224]);
        Assert.All(model.Parameters(), p => Assert.False(p.HasValue));
    }

    [Fact]
    public void A_shape_that_does_not_fit_names_the_layer_and_the_model_survives()
    {
        _model.Initialize(1);
        var error = Assert.Throws<ShapeException>(() => ModelSummary.Of(_model, [2, 3, 9, 12]));
        Assert.Contains("Sequential.6", error.Message);
        Assert.Equal(Device.Default, _model.Parameters().First().Device);
        Assert.Null(ModuleCall.Observer);
    }
}
