using System.Text.Json;
using NeuralCore.Cli;
using NeuralCore.Cli.Runs;
using NeuralCore.Tests.Serialization;

namespace NeuralCore.Tests.Cli;

/// <summary>Where a run's settings come from: the model's recipe, then a file, then the command line; and what a file may get wrong.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_recipe_stands_where_nobody_says_otherwise()
    {
        var configuration = Resolution.Resolve("hybridsn", [], []);
        Assert.Equal(("adam", 1e-3, 128, 20, 15, 25), (configuration.Optimizer, configuration.Lr, configuration.Batch, configuration.Epochs, configuration.Bands, configuration.Window));
    }

    [Fact]
    public void A_recipe_knows_the_data() =>
        Assert.Equal((100, 30), Resolution.Resolve("hybridsn", [], [Given("data", "scene.mat")]) is var c ? (c.Epochs, c.Bands) : default);

    [Fact]
    public void A_file_beats_the_recipe_and_the_command_line_beats_the_file()
    {
        var file = File("model: hybridsn\nepochs: 7\nbatch: 32\noptions:\n  squeeze: true\n  dropout: 0.2\n");
        var configuration = Resolution.Resolve(null, file, [Given("epochs", "3"), Given("options", "dropout=0.1")]);
        Assert.Equal(("hybridsn", 3, 32, 1e-3), (configuration.Model, configuration.Epochs, configuration.Batch, configuration.Lr));
        Assert.Equal(("true", "0.1"), (configuration.Options["squeeze"], configuration.Options["dropout"]));
    }

    [Fact]
    public void Another_optimizer_starts_from_its_own_numbers()
    {
        var configuration = Resolution.Resolve("hybridsn", [], [Given("optimizer", "adamw")]);
        Assert.Equal((1e-3, 1e-2), (configuration.Lr, configuration.WeightDecay));
        Assert.Equal(0.5, Resolution.Resolve("hybridsn", [], [Given("optimizer", "sgd"), Given("lr", "0.5")]).Lr);
    }

    [Fact]
    public void What_a_run_saves_is_a_configuration_again()
    {
        var configuration = Resolution.Resolve("senet_cifar", [],
        [
            Given("data", "/a \"b\"\\é.zip"), Given("options", "blocks=4"), Given("optimizer", "sgd"), Given("momentum", "0.9"), Given("nesterov", "true"),
            Given("schedule", "multistep"), Given("milestones", "3", "5"), Given("augment", "crop:32:4", "flip"), Given("ema", "0.99"), Given("seed", $"{ulong.MaxValue}"),
        ]);
        var json = JsonSerializer.Serialize(configuration, JsonText.Indented);
        var again = Resolution.Resolve(null, File(json, "config.json"), []);
        Assert.Equal(json, JsonSerializer.Serialize(again, JsonText.Indented));
    }

    [Fact]
    public void Every_setting_is_a_field_of_the_configuration_and_the_other_way_round()
    {
        var fields = typeof(RunConfiguration).GetProperties().Where(p => p.CanWrite).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name));
        Assert.Equal(fields.Order(), Settings.All.Select(setting => setting.Name).Order());
    }

    [Theory]
    [InlineData("epochs: 3\nepocs: 4", "line 2", "no setting 'epocs'", "did you mean 'epochs'")]
    [InlineData("epochs: 3\nepochs: 4", "line 2", "uplicate", "epochs")]
    [InlineData("batch: 16\nepochs: many", "line 2", "epochs is a whole number of at least 1", "got 'many'")]
    [InlineData("epochs: [1, 2]", "line 1", "epochs is a whole number", "got a list")]
    [InlineData("epochs:\n  one: 1", "line 1", "epochs is a whole number", "got a mapping")]
    [InlineData("epochs:", "line 1", "epochs is a whole number")]
    [InlineData("options: squeeze", "line 1", "options is a mapping of names to values")]
    [InlineData("augment:\n  flip: 1", "line 1", "augment is a list", "got a mapping")]
    [InlineData("nesterov: perhaps", "line 1", "nesterov is true or false", "perhaps")]
    [InlineData("optimizer: adagrat", "line 1", "optimizer is sgd or adam or adamw or rmsprop or adagrad", "adagrat")]
    [InlineData("window: 10", "line 1", "window is an odd number of at least 9, or none", "10")]
    [InlineData("epochs: 3\n  batch: 4", "line 2", "no YAML")]
    [InlineData("- epochs", "holds no settings")]
    [InlineData("", "holds no settings")]
    public void A_mistake_in_a_file_names_its_line(string text, params string[] words)
    {
        var error = Assert.Throws<DataException>(() => File(text));
        foreach (var word in words.Prepend("run.yaml")) Assert.Contains(word, error.Message);
    }

    [Theory]
    [InlineData("nesterov", "true", "momentum")]
    [InlineData("momentum", "0.9", "sgd or rmsprop")]
    [InlineData("alpha", "0.9", "rmsprop")]
    [InlineData("schedule", "step", "--decay-every")]
    [InlineData("schedule", "multistep", "--milestones")]
    [InlineData("milestones", "3", "multistep")]
    [InlineData("decay", "0.5", "step, multistep or exponential")]
    [InlineData("minLr", "0.0001", "cosine")]
    [InlineData("warmup", "20", "20 epochs")]
    [InlineData("weightsPartial", "true", "--weights")]
    [InlineData("labels", "gt.mat", "--data")]
    [InlineData("augment", "flip", "--augment is for images with a class each")]
    [InlineData("skipBad", "true", "--skip-bad is for images")]
    [InlineData("options", "squeze=true", "no option 'squeze'")]
    public void Settings_that_contradict_each_other_are_the_mistake_of_whoever_gave_them(string name, string text, string word)
    {
        Assert.Contains(word, Assert.Throws<UsageException>(() => Resolution.Resolve("hybridsn", [], [Given(name, text)])).Message);
        var error = Assert.Throws<DataException>(() => Resolution.Resolve("hybridsn", File($"{name}: {text}".Replace("milestones: 3", "milestones: [3]").Replace("squeze=true", "{ squeze: true }")), []));
        Assert.Contains(word, error.Message);
        Assert.Contains("run.yaml", error.Message);
    }

    [Theory]
    [InlineData("hybridsn", "synthetic", "adam", 1e-3, 0, 0, 128, 20, "constant", "", "")]
    [InlineData("mobilenet_v1_cifar", "cifar10", "sgd", 0.1, 0.9, 5e-4, 128, 200, "cosine", "crop:32:4,flip", "0.4914/0.4822/0.4465:0.2023/0.1994/0.2010")]
    [InlineData("se_resnet18_cifar", "cifar10", "sgd", 0.1, 0.9, 5e-4, 128, 200, "cosine", "crop:32:4,flip", "0.4914/0.4822/0.4465:0.2023/0.1994/0.2010")]
    [InlineData("senet_cifar", "cifar10", "sgd", 0.1, 0.9, 1e-4, 128, 40, "constant", "crop:32:4,flip", "0.4914/0.4822/0.4465:0.2023/0.1994/0.2010")]
    [InlineData("resnet20_cifar", "cifar10", "sgd", 0.1, 0.9, 1e-4, 128, 200, "multistep", "crop:32:4,flip", "0.485/0.456/0.406:0.229/0.224/0.225")]
    [InlineData("inception_mnist", "mnist", "sgd", 0.01, 0.5, 0, 64, 10, "constant", "", "0.1307:0.3081")]
    [InlineData("resnet_mnist_plain", "mnist", "sgd", 0.01, 0.5, 0, 64, 10, "constant", "", "0.1307:0.3081")]
    [InlineData("xo_net", "synthetic", "sgd", 0.1, 0, 0, 64, 10, "constant", "", "0.8:0.2")]
    [InlineData("xo_net_3conv", "synthetic", "sgd", 0.1, 0, 0, 64, 20, "constant", "", "0.8:0.2")]
    public void The_recipes_are_those_of_the_course(
        string model, string data, string optimizer, double rate, double momentum, double decay, int batch, int epochs, string schedule, string augment, string normalize)
    {
        var c = Resolution.Resolve(model, [], []);
        Assert.Equal((data, optimizer, rate, momentum, decay), (c.Data, c.Optimizer, c.Lr, c.Momentum, c.WeightDecay));
        Assert.Equal((batch, epochs, schedule), (c.Batch, c.Epochs, c.Schedule));
        Assert.Equal((augment, normalize), (string.Join(',', c.Augment), c.Normalize ?? ""));
        Assert.Equal(model == "senet_cifar", c.Nesterov);
    }

    [Fact]
    public void The_course_s_own_circles_and_crosses_are_learned_as_they_are() =>
        Assert.Equal((0.85, null), Resolution.Resolve("xo_net", [], [Given("data", "xo.zip")]) is var c ? (c.TrainRatio, c.Normalize) : default);

    [Theory]
    [InlineData("augment", "spin:3", "unknown transform 'spin'")]
    [InlineData("normalize", "0.5", "normalize")]
    [InlineData("dataset", "cifra10", "did you mean 'cifar10'")]
    [InlineData("bands", "15", "--bands is for hyperspectral scenes")]
    [InlineData("labels", "gt.mat", "--labels is for hyperspectral scenes")]
    public void Settings_of_images_are_judged_before_any_is_opened(string name, string text, string word)
    {
        Assert.Contains(word, Assert.Throws<UsageException>(() => Resolution.Resolve("senet_cifar", [], [Given(name, text)])).Message);
        Assert.Contains(word, Assert.Throws<DataException>(() => Resolution.Resolve("senet_cifar", File($"{name}: {text}"), [])).Message);
    }

    [Fact]
    public void Every_model_has_a_recipe_without_contradictions()
    {
        foreach (var model in NeuralCore.Models.ModelRegistry.All)
        {
            var configuration = Resolution.Resolve(model.Name, [], []);
            Assert.NotEqual("", configuration.Data);
            // Every one can be said in a file.
            Assert.Equal(JsonSerializer.Serialize(configuration), JsonSerializer.Serialize(Resolution.Resolve(null, File(JsonSerializer.Serialize(configuration, JsonText.Line)), [])));
        }
    }

    [Fact]
    public void A_model_must_be_named()
    {
        Assert.Contains("a model is needed", Assert.Throws<UsageException>(() => Resolution.Resolve(null, [], [])).Message);
        Assert.Contains("did you mean 'hybridsn'", Assert.Throws<UsageException>(() => Resolution.Resolve("hybridns", [], [])).Message);
        Assert.Contains("did you mean 'hybridsn'", Assert.Throws<DataException>(() => Resolution.Resolve(null, File("model: hybridns"), [])).Message);
    }

    private static Assignment Given(string name, params string[] texts) => new(Settings.Find(name)!, texts, Settings.Find(name)!.Option);

    private IReadOnlyList<Assignment> File(string text, string name = "run.yaml")
    {
        System.IO.File.WriteAllText(_folder[name], text);
        return ConfigurationFile.Read(_folder[name]);
    }
}
