using NeuralCore.Models;
using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;

namespace NeuralCore.Tests.Models;

/// <summary>HybridSN and its variants: sizes, gradients, learning.</summary>
public sealed class HybridSNTests
{
    public static IEnumerable<TheoryDataRow<string>> Variants =>
        new[] { "", "bias=false", "batchNorm=false", "squeeze=true", "residual=true", "deeper=true", "squeeze=true,residual=true,deeper=true,bias=false" }
            .Select(v => new TheoryDataRow<string>(v));

    private static HybridSN Small(string variant, string more = "classes=4,bands=13,window=9") => (HybridSN)ModelChecks.Create("hybridsn", $"{more},{variant}");

    [Theory]
    [InlineData("", 5_122_416)]
    [InlineData("batchNorm=false", 5_122_176)]          // the paper's table 1
    [InlineData("bias=false", 5_122_416 - 8 - 16 - 32)]
    public void The_number_of_parameters_is_the_published_one(string variant, long expected) =>
        Assert.Equal(expected, Small(variant, "classes=16,bands=30,window=25").Parameters().Sum(p => p.Shape.Count));

    [Fact]
    public void Shapes_shrink_as_the_paper_says()
    {
        var summary = ModelSummary.Of(new HybridSN(), [1, 1, 30, 25, 25]);
        Shape Of(string path) => summary.Layers.Single(layer => layer.Path == path).Output!.Value;
        Assert.Equal(new Shape(1, 8, 24, 23, 23), Of("conv1"));
        Assert.Equal(new Shape(1, 16, 20, 21, 21), Of("conv2"));
        Assert.Equal(new Shape(1, 32, 18, 19, 19), Of("conv3"));
        Assert.Equal(new Shape(1, 64, 17, 17), Of("conv4"));
        Assert.Equal(new Shape(1, 16), Of("fc3"));
    }

    [Theory, MemberData(nameof(Variants))]
    public void Every_variant_learns_one_batch_by_heart(string variant) => ModelChecks.LearnsOneBatch(
        Small(variant), ModelChecks.Normal([8, 1, 13, 9, 9]), Tensor.From<long>(0, 1, 2, 3, 0, 1, 2, 3));

    [Theory, MemberData(nameof(Variants))]
    public void The_gradient_of_a_whole_variant_agrees_with_differences(string variant) => ModelChecks.GradientAgreesWithDifferences(
        Small(variant), ModelChecks.Normal([2, 1, 13, 9, 9], seed: 4), Tensor.From<long>(1, 3));

    [Fact]
    public void The_state_dict_goes_through_a_file_and_back_to_the_bit() =>
        ModelChecks.StateDictRoundTrip(() => Small("squeeze=true"), ModelChecks.Normal([2, 1, 13, 9, 9]));

    [Fact]
    public void The_same_seed_gives_the_same_bits_on_any_number_of_threads()
    {
        var before = Threads.Count;
        try
        {
            Threads.Count = 1;
            var one = Train();
            Threads.Count = 2;
            Assert.Equal(one, Train());
            Threads.Count = 3;
            Assert.Equal(one, Train());
        }
        finally
        {
            Threads.Count = before;
        }

        static float[] Train()
        {
            var model = Small("").Initialize(7);
            var optimizer = new Adam(model, 1e-3);
            var generator = new Generator(8, Generator.Streams.Data);
            for (var step = 0; step < 3; step++)
            {
                using var scope = new MemoryScope();
                optimizer.ZeroGrad();
                model.Forward(Tensor.Normal([20, 1, 13, 9, 9], generator)).CrossEntropy(Tensor.From([.. Enumerable.Range(0, 20).Select(i => (long)i % 4)], [20])).Backward();
                optimizer.Step();
            }
            return [.. model.StateDict().Values.SelectMany(t => t.ToArray<float>())];
        }
    }

    [Theory]
    [InlineData("bands=12", "13 bands")]
    [InlineData("window=10", "odd")]
    [InlineData("window=7", "at least 9")]
    [InlineData("classes=1", "2 classes")]
    [InlineData("dropout=2", "between 0 and 1")]
    [InlineData("depth=3", "no option 'depth'")]
    [InlineData("bands=many", "whole number")]
    public void An_impossible_option_is_refused(string option, string message) =>
        Assert.Contains(message, Assert.Throws<UsageException>(() => Small("", option)).Message);

    [Fact]
    public void A_patch_of_the_wrong_size_is_refused_with_the_layer_that_does_not_fit()
    {
        var model = Small("").Initialize(1);
        var error = Assert.Throws<ShapeException>(() => model.Forward(Tensor.Zeros([2, 1, 15, 9, 9])));
        Assert.StartsWith("HybridSN.conv4: Convolution { Stride = 1", error.Message);
        Assert.Contains("input has 96 channels, weight expects 32; got x [2, 96, 3, 3], w [64, 32, 3, 3]", error.Message);
    }
}
