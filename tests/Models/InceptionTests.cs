using NeuralCore.Autograd;
using NeuralCore.Models;
using NeuralCore.Nn;
using NeuralCore.Nn.Init;
using NeuralCore.Ops;
using NeuralCore.Optim;
using NeuralCore.Training;

namespace NeuralCore.Tests.Models;

/// <summary>GoogLeNet in both forms, SE-Inception and Inception v3: the papers' sizes and planes, heads, gradients, learning.</summary>
public sealed class InceptionTests
{
    public static IEnumerable<TheoryDataRow<string, string, int>> Small =>
    [
        new("googlenet_2014", "classes=4,size=80,alpha=0.15", 80),
        new("googlenet", "classes=4,auxiliary=true,alpha=0.15", 64),
        new("se_inception", "classes=4,alpha=0.15", 64),
    ];

    private static Tensor Loss(Tensor y, Tensor target) => y.CrossEntropy(target);

    private static ModelSummary Summary(string name, string options = "") =>
        ModelSummary.Of(ModelChecks.Create(name, options), new Shape(1).Concat(ModelRegistry.Find(name)!.Input(new())));

    private static Shape OutputOf(ModelSummary summary, string path) => summary.Layers.Single(layer => layer.Path == path).Output!.Value;

    // The network that Caffe published along with the paper has 6,998,552 values, 13,378,280 with the heads.
    [Theory]
    [InlineData("googlenet_2014", "", 13_378_280)]
    [InlineData("googlenet_2014", "auxiliary=false", 6_998_552)]
    [InlineData("googlenet", "", 6_624_904)]
    [InlineData("googlenet", "auxiliary=true", 13_004_888)]
    [InlineData("inception_v3", "", 23_834_568)]
    [InlineData("inception_v3", "auxiliary=true", 27_161_264)]
    public void The_number_of_parameters_is_the_published_one(string name, string options, long expected) =>
        Assert.Equal(expected, ModelChecks.ParameterCount(ModelChecks.Create(name, options)));

    // Table 1's column "params" in thousands; 4c is left out, for its 463 do not follow from its own widths, which make 510.
    [Fact]
    public void The_rows_of_table_1_have_their_parameters()
    {
        var parameters = ModelChecks.Create("googlenet_2014").NamedParameters().ToLookup(p => p.Name.Split('.')[0], p => p.Parameter.Shape.Count);
        (string Row, double Thousands)[] rows =
        [
            ("inception3a", 159), ("inception3b", 380), ("inception4a", 364), ("inception4b", 437),
            ("inception4d", 580), ("inception4e", 840), ("inception5a", 1072), ("inception5b", 1388), ("fc", 1000),
        ];
        foreach (var (row, thousands) in rows) Assert.InRange(parameters[row].Sum() / 1e3, thousands * 0.97, thousands * 1.05);
    }

    [Fact]
    public void Squeezing_adds_two_matrices_and_their_biases_per_module()
    {
        int[] widths = [256, 480, 512, 512, 512, 528, 832, 832, 1024];
        var added = widths.Sum(c => 2 * c * (c / 16) + c + c / 16);
        Assert.Equal(6_624_904 + added, ModelChecks.ParameterCount(ModelChecks.Create("se_inception")));
    }

    // The paper's budget is 1.5 billion; torchvision counts 1.50 and 5.71.
    [Theory]
    [InlineData("googlenet_2014", 1.58)]
    [InlineData("googlenet", 1.498)]
    [InlineData("inception_v3", 5.713)]
    public void Multiply_adds_are_those_published(string name, double billions) =>
        Assert.InRange(Summary(name).Macs / 1e9, billions - 0.005, billions + 0.005);

    [Theory]
    [InlineData("googlenet_2014")]
    [InlineData("googlenet")]
    [InlineData("se_inception")]
    public void GoogLeNet_has_the_planes_of_table_1(string name)
    {
        var summary = Summary(name);
        (string Path, int Channels, int Side)[] rows =
        [
            ("conv1", 64, 112), ("conv3", 192, 56), ("inception3a", 256, 28), ("inception3b", 480, 28), ("inception4a", 512, 14),
            ("inception4b", 512, 14), ("inception4c", 512, 14), ("inception4d", 528, 14), ("inception4e", 832, 14), ("inception5a", 832, 7), ("inception5b", 1024, 7),
        ];
        foreach (var (path, channels, side) in rows) Assert.Equal(new Shape(1, channels, side, side), OutputOf(summary, path));
    }

    [Fact]
    public void Inception_v3_has_the_planes_of_its_table_1()
    {
        var summary = Summary("inception_v3");
        (string Path, int Channels, int Side)[] rows =
        [
            ("Conv2d_1a_3x3", 32, 149), ("Conv2d_2a_3x3", 32, 147), ("Conv2d_2b_3x3", 64, 147), ("Conv2d_3b_1x1", 80, 73), ("Conv2d_4a_3x3", 192, 71),
            ("Mixed_5b", 256, 35), ("Mixed_5d", 288, 35), ("Mixed_6a", 768, 17), ("Mixed_6e", 768, 17), ("Mixed_7a", 1280, 8), ("Mixed_7c", 2048, 8),
        ];
        foreach (var (path, channels, side) in rows) Assert.Equal(new Shape(1, channels, side, side), OutputOf(summary, path));
    }

    [Fact]
    public void The_heads_are_named_and_placed_as_torchvisions()
    {
        string[] googlenet = [.. ModelChecks.Create("googlenet", "auxiliary=true").NamedParameters().Select(p => p.Name)];
        Assert.Equal(
            ["aux1.conv.conv.weight", "aux1.conv.bn.weight", "aux1.conv.bn.bias", "aux1.fc1.weight", "aux1.fc1.bias", "aux1.fc2.weight", "aux1.fc2.bias"],
            googlenet.SkipWhile(n => !n.StartsWith("aux1", StringComparison.Ordinal)).Take(7));
        Assert.Equal(["fc.weight", "fc.bias"], googlenet[^2..]);
        string[] inception = [.. ModelChecks.Create("inception_v3", "auxiliary=true").NamedParameters().Select(p => p.Name)];
        Assert.Equal(
            ["AuxLogits.conv0.conv.weight", "AuxLogits.conv0.bn.weight", "AuxLogits.conv0.bn.bias", "AuxLogits.conv1.conv.weight", "AuxLogits.conv1.bn.weight", "AuxLogits.conv1.bn.bias", "AuxLogits.fc.weight", "AuxLogits.fc.bias", "Mixed_7a.branch3x3_1.conv.weight"],
            inception.SkipWhile(n => !n.StartsWith("AuxLogits", StringComparison.Ordinal)).Take(9));
    }

    [Theory, MemberData(nameof(Small))]
    public void The_loss_is_the_main_one_plus_three_tenths_of_each_head(string name, string options, int side)
    {
        var model = ModelChecks.WithoutDropout(ModelChecks.Create(name, options).Initialize(1));
        var (x, target) = (ModelChecks.Normal([2, 3, side, side]), Tensor.From<long>(0, 3));
        var (y, auxiliary) = model.ForwardWithHeads(x);
        Assert.Equal(name == "se_inception" ? 0 : 2, auxiliary.Count);
        Assert.All(auxiliary, logits => Assert.Equal(new Shape(2, 4), logits.Shape));
        var expected = Loss(y, target).Item() + 0.3 * auxiliary.Sum(logits => Loss(logits, target).Item());
        var loss = model.ForwardWithLoss(x, target, Loss).Loss;
        Assert.Equal(expected, loss.Item(), 1e-5);
        loss.Backward();
        Assert.All(model.NamedParameters(), p => Assert.True(p.Parameter.Grad is not null, $"{p.Name} has no gradient"));
        Assert.Empty(model.Eval().ForwardWithHeads(x).Auxiliary);
    }

    // Along one random unit direction per part of the network the derivative of the whole loss is ⟨grad, d⟩.
    [Theory, MemberData(nameof(Small))]
    public void The_gradient_agrees_with_differences(string name, string options, int side)
    {
        var model = ModelChecks.WithoutDropout(ModelChecks.Create(name, options).To(ElementType.Float64).Initialize(3));
        var (x, target) = (ModelChecks.Normal([4, 3, side, side], seed: 5, type: ElementType.Float64), Tensor.From<long>(0, 3, 1, 2));
        model.ForwardWithLoss(x, target, Loss).Loss.Backward();
        var generator = new Generator(4, Generator.Streams.Data);
        foreach (var part in model.NamedParameters().GroupBy(p => p.Name.Split('.')[0], p => p.Parameter))
        {
            Parameter[] parameters = [.. part];
            using var scope = new MemoryScope();
            var directions = Array.ConvertAll(parameters, p => Tensor.Normal(p.Shape, generator, type: ElementType.Float64));
            var norm = Math.Sqrt(directions.Sum(d => d.Square().Sum().Item()));
            var before = Array.ConvertAll(parameters, p => p.Value.ToArray<double>());
            var analytic = parameters.Zip(directions, (p, d) => (p.Grad! * d).Sum().Item()).Sum() / norm;
            var numeric = (LossAt(1e-7) - LossAt(-1e-7)) / 2e-7;
            LossAt(0);
            Assert.True(Math.Abs(analytic - numeric) <= 1e-5 * Math.Max(1e-2, Math.Abs(numeric)), $"{part.Key}: analytic {analytic}, numeric {numeric}");

            double LossAt(double h)
            {
                using var inner = new MemoryScope();
                using var mode = new NoGradScope();
                for (var i = 0; i < parameters.Length; i++)
                    parameters[i].Value.CopyFrom(Tensor.From(before[i], parameters[i].Shape) + directions[i] * (h / norm));
                return h == 0 ? 0 : model.ForwardWithLoss(x, target, Loss).Loss.Item();
            }
        }
    }

    [Theory, MemberData(nameof(Small))]
    public void It_learns_one_batch_by_heart(string name, string options, int side)
    {
        var model = ModelChecks.WithoutDropout(ModelChecks.Create(name, options).Initialize(1));
        var batch = new Batch(ModelChecks.Normal([4, 3, side, side]), Tensor.From<long>(0, 1, 2, 3));
        var losses = new List<double>();
        new Trainer(model, Loss, new Adam(model, 2e-3)) { StepEnded = step => losses.Add(step.Loss), MaxGradientNorm = 1 }.Fit(1, _ => Enumerable.Repeat(batch, 60));
        Assert.InRange(losses[0], 1, 6);
        Assert.True(losses[^1] < 0.3, string.Join(" ", losses));
    }

    [Fact, Trait("Category", "Long")]
    public void Inception_v3_trains_with_its_head()
    {
        var model = ModelChecks.WithoutDropout(ModelChecks.Create("inception_v3", "classes=4,auxiliary=true").Initialize(1));
        var batch = new Batch(ModelChecks.Normal([2, 3, 299, 299]), Tensor.From<long>(1, 3));
        Assert.Single(model.ForwardWithHeads(batch.Input).Auxiliary);
        var losses = new List<double>();
        new Trainer(model, Loss, new Sgd(model, 0.01)) { StepEnded = step => losses.Add(step.Loss) }.Fit(1, _ => Enumerable.Repeat(batch, 4));
        Assert.All(model.NamedParameters(), p => Assert.True(p.Parameter.Grad is not null, $"{p.Name} has no gradient"));
        Assert.True(losses[^1] < 0.5 * losses[0], $"the losses were {string.Join(", ", losses)}");
    }

    [Fact]
    public void First_weights_are_drawn_as_published()
    {
        Initializer Of(string model, string parameter) => ModelChecks.Create(model, "auxiliary=true").NamedParameters().Single(p => p.Name == parameter).Parameter.Initializer;
        Assert.Equal(new Normal(0, 0.01), Of("googlenet", "inception3a.branch2.1.conv.weight"));
        Assert.Equal(new Normal(0, 0.01), Of("googlenet", "aux1.fc1.weight"));
        Assert.Equal(Constant.One, Of("googlenet", "conv1.bn.weight"));
        Assert.Equal(new Normal(0, 0.1), Of("inception_v3", "Mixed_6b.branch7x7_2.conv.weight"));
        Assert.Equal(new Normal(0, 0.001), Of("inception_v3", "AuxLogits.fc.weight"));
        Assert.Equal(new KaimingUniform(1), Of("googlenet_2014", "inception3a.branch2.1.conv.weight"));
        Assert.Equal(new Constant(0.2), Of("googlenet_2014", "fc.bias"));
    }

    [Fact]
    public void Too_small_an_image_for_the_head_is_told_with_its_place()
    {
        var model = ModelChecks.Create("inception_v3", "classes=4,auxiliary=true").To(Device.Meta);
        var error = Assert.Throws<ShapeException>(() => model.Forward(Tensor.Empty([2, 3, 96, 96], ElementType.Float32, Device.Meta)));
        Assert.StartsWith("InceptionV3.AuxLogits", error.Message);
    }

    [Theory]
    [InlineData("googlenet_2014", "size=79", "at least 80 pixels")]
    [InlineData("googlenet_2014", "size=31,auxiliary=false", "at least 32 pixels")]
    [InlineData("googlenet", "classes=1", "2 classes")]
    [InlineData("se_inception", "reduction=0", "at least 1")]
    [InlineData("inception_v3", "channels=0", "1 channel")]
    [InlineData("inception_v3", "auxiliary=maybe", "true or false")]
    [InlineData("googlenet", "size=64", "no option 'size'")]
    public void An_impossible_option_is_refused(string name, string options, string message) => ModelChecks.Refuses(name, options, message);
}
