using System.IO.Compression;
using NeuralCore.Autograd;
using NeuralCore.Models;
using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Serialization;
using NeuralCore.Tests.Reference;

namespace NeuralCore.Tests.Models;

/// <summary>The 6n + 2 layers for CIFAR: published sizes, option-A shortcuts, plain networks, and a trained ResNet-20.</summary>
public sealed class ResNetCifarTests
{
    private const int Images = 1000;

    [Theory]
    [InlineData(20, 269_722)]
    [InlineData(32, 464_154)]
    [InlineData(44, 658_586)]
    [InlineData(56, 853_018)]
    [InlineData(110, 1_727_962)]
    public void The_number_of_parameters_is_the_published_one_with_and_without_shortcuts(int depth, long expected)
    {
        var residual = ModelChecks.Create($"resnet{depth}_cifar");
        var plain = ModelChecks.Create($"resnet{depth}_cifar", "residual=false");
        Assert.Equal(expected, ModelChecks.ParameterCount(residual));
        Assert.Equal(residual.NamedParameters().Select(p => (p.Name, p.Parameter.Shape)), plain.NamedParameters().Select(p => (p.Name, p.Parameter.Shape)));
    }

    [Fact]
    public void Multiply_adds_are_those_of_the_convolutions_and_the_classifier()
    {
        var stages = 16 * 16 * 9 * 1024 * 6 + (16 * 32 + 5 * 32 * 32) * 9 * 256 + (32 * 64 + 5 * 64 * 64) * 9 * 64;
        Assert.Equal(3 * 16 * 9 * 1024 + stages + 640, ModelSummary.Of(new ResNetCifar(), [1, 3, 32, 32]).Macs);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public void Both_forms_learn_one_batch_by_heart(string residual) => ModelChecks.LearnsOneBatch(
        Tiny(residual), ModelChecks.Normal([6, 3, 16, 16]), Tensor.From<long>(0, 1, 2, 0, 1, 2), learningRate: 1e-2);

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public void The_gradient_of_both_forms_agrees_with_differences(string residual) =>
        ModelChecks.GradientAgreesWithDifferences(Tiny(residual), ModelChecks.Normal([2, 3, 16, 16]), Tensor.From<long>(1, 2));

    [Fact]
    public void The_state_dict_goes_through_a_file_and_back_to_the_bit() =>
        ModelChecks.StateDictRoundTrip(() => Tiny("true"), ModelChecks.Normal([2, 3, 16, 16]));

    [Fact]
    public void A_shortcut_takes_every_other_pixel_and_puts_zeros_around_the_channels()
    {
        // With weight 0 in the last normalization F(x) = 0, so that the second stage is its shortcut.
        var model = new ResNetCifar(depth: 8, classes: 2, width: 4).Initialize(1).Eval();
        model.StateDict()["layer2.0.bn2.weight"].CopyFrom(Tensor.Zeros([8]));
        var layers = model.NamedModules().ToDictionary(m => m.Name, m => m.Module);
        float[] before = [], after = [];
        ((Module)layers["layer1"]).AfterForward((_, y) => { before = y.ToArray<float>(); });
        ((Module)layers["layer2"]).AfterForward((_, y) => { after = y.ToArray<float>(); });
        model.Forward(ModelChecks.Normal([1, 3, 6, 6]));
        for (var c = 0; c < 8; c++)
            for (var i = 0; i < 3; i++)
                for (var j = 0; j < 3; j++)
                    Assert.Equal(c is >= 2 and < 6 ? before[(c - 2) * 36 + 2 * i * 6 + 2 * j] : 0, after[c * 9 + i * 3 + j]);
    }

    [Fact]
    public void A_trained_ResNet_20_loads_from_either_format_and_tells_915_of_1000_test_images_right()
    {
        var model = new ResNetCifar(depth: 20).Load(ReferenceFiles.Shared("data/resnet-cifar10/resnet20-12fca82f.th")).Eval();
        var same = new ResNetCifar(depth: 20).Load(ReferenceFiles.Shared("data/resnet-cifar10/resnet20-12fca82f.safetensors"));
        Assert.All(same.StateDict(), state => Assert.Equal(state.Value.ToArray<float>(), model.StateDict()[state.Key].ToArray<float>()));
        var expected = Npy.Read(ReferenceFiles.Shared("data/resnet-cifar10/resnet20-logits-test0-999.npy")).ToTensor().ToArray<float>();
        var (x, labels) = TestImages();
        var correct = 0;
        for (var start = 0; start < Images; start += 100)
        {
            using var mode = new NoGradScope();
            using var scope = new MemoryScope();
            var logits = model.Forward(x.Narrow(0, start, 100)).ToArray<float>();
            for (var i = 0; i < logits.Length; i++) Assert.Equal(expected[start * 10 + i], logits[i], 1e-4f);
            for (var n = 0; n < 100; n++)
            {
                var row = logits.AsSpan(n * 10, 10);
                if (row.IndexOf(row.ToArray().Max()) == labels[start + n]) correct++;
            }
        }
        Assert.Equal(915, correct);
    }

    [Theory]
    [InlineData("resnet20_cifar", "classes=1", "2 classes")]
    [InlineData("resnet56_cifar", "width=0", "stage has at least 1")]
    [InlineData("resnet20_cifar", "residual=perhaps", "true or false")]
    public void An_impossible_option_is_refused(string name, string option, string message) => ModelChecks.Refuses(name, option, message);

    [Theory]
    [InlineData(2)]
    [InlineData(21)]
    public void A_depth_other_than_6n_and_2_is_refused(int depth) =>
        Assert.Contains($"6n + 2 layers: 8, 14, 20, …; got {depth}", Assert.Throws<UsageException>(() => new ResNetCifar(depth)).Message);

    private static Module Tiny(string residual) => ModelChecks.Create("resnet20_cifar", $"width=4,classes=3,residual={residual}");

    // Records of a label and 3,072 pixels [3, 32, 32], normalized as the trained network was.
    private static (Tensor Images, byte[] Labels) TestImages()
    {
        using var file = new GZipStream(File.OpenRead(ReferenceFiles.Shared("data/cifar10/test_batch_first1000.bin.gz")), CompressionMode.Decompress);
        double[] mean = [0.485, 0.456, 0.406], deviation = [0.229, 0.224, 0.225];
        var record = new byte[3073];
        var (pixels, labels) = (new float[Images * 3072], new byte[Images]);
        for (var n = 0; n < Images; n++)
        {
            file.ReadExactly(record);
            labels[n] = record[0];
            for (var i = 0; i < 3072; i++) pixels[n * 3072 + i] = (float)((record[1 + i] / 255.0 - mean[i / 1024]) / deviation[i / 1024]);
        }
        return (Tensor.From(pixels, [Images, 3, 32, 32]), labels);
    }
}
