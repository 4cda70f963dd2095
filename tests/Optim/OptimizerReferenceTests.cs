using System.Text.Json;
using NeuralCore.Nn;
using NeuralCore.Nn.Init;
using NeuralCore.Optim;
using NeuralCore.Tests.Reference;

namespace NeuralCore.Tests.Optim;

/// <summary>Twelve steps of every optimizer and the rates of every schedule are PyTorch's.</summary>
public sealed class OptimizerReferenceTests
{
    private static readonly JsonElement Json = JsonDocument.Parse(File.ReadAllText(ReferenceFiles.Path("data/optimizers.json"))).RootElement;

    public static TheoryData<string> Optimizers => [.. Json.GetProperty("optimizers").EnumerateObject().Select(o => o.Name)];

    public static TheoryData<string> Schedules => [.. Json.GetProperty("schedulers").GetProperty("rates").EnumerateObject().Select(o => o.Name)];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Twelve_steps_are_those_of_PyTorch(string name)
    {
        Follow(name, Device.Reference);
        Follow(name, Device.Cpu);
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Resuming_from_the_state_dict_changes_nothing(string name) => Follow(name, Device.Cpu, resumeAfter: 5);

    [Theory]
    [MemberData(nameof(Schedules))]
    public void Rates_are_those_of_PyTorch(string name)
    {
        var optimizer = new Sgd(new Pair(), Json.GetProperty("schedulers").GetProperty("base_lr").GetDouble());
        var scheduler = new Scheduler(optimizer, name switch
        {
            "step" => new StepDecay(3, 0.5),
            "multi_step" => new MultiStepDecay([2, 5, 7], 0.1),
            "exponential" => new ExponentialDecay(0.9),
            "cosine" => new CosineAnnealing(10, 1e-3),
            "one_cycle" => new OneCycle(0.1, 20),
            "linear_warmup" => new LinearWarmup(5, 0.1),
            _ => throw new ArgumentException(name),
        });
        foreach (var rate in Json.GetProperty("schedulers").GetProperty("rates").GetProperty(name).EnumerateArray())
        {
            Assert.Equal(rate.GetDouble(), optimizer.Groups[0].Rate, 1e-12);
            scheduler.Step();
        }
    }

    private static void Follow(string name, Device device, int resumeAfter = -1)
    {
        var reference = Json.GetProperty("optimizers").GetProperty(name);
        var model = new Pair().To(device).To(ElementType.Float64);
        model.Set(Rows(Json.GetProperty("initial")));
        var optimizer = Make(name, model, reference.GetProperty("defaults"));
        for (var step = 0; step < 12; step++)
        {
            if (step == resumeAfter)
            {
                var state = optimizer.StateDict();
                optimizer = Make(name, model, reference.GetProperty("defaults"));
                optimizer.LoadStateDict(state);
            }
            model.SetGradients(Rows(Json.GetProperty("gradients")[step]));
            optimizer.Step();
            var expected = Rows(reference.GetProperty("steps")[step]);
            foreach (var (parameter, values) in model.Parameters().Zip(expected))
            {
                var actual = parameter.Value.ToArray<double>();
                for (var i = 0; i < actual.Length; i++) Assert.Equal(values[i], actual[i], 1e-10 * Math.Max(1, Math.Abs(values[i])));
            }
        }
    }

    private static Optimizer Make(string name, ModuleBase model, JsonElement d)
    {
        double Number(string key) => d.GetProperty(key).GetDouble();
        bool Flag(string key) => d.GetProperty(key).GetBoolean();
        double Beta(int i) => d.GetProperty("betas")[i].GetDouble();
        return name.Split('_')[0] switch
        {
            "sgd" => new Sgd(model, Number("lr"), Number("momentum"), Number("dampening"), Number("weight_decay"), Flag("nesterov")),
            "adam" => new Adam(model, Number("lr"), Beta(0), Beta(1), Number("eps"), Number("weight_decay"), Flag("amsgrad")),
            "adamw" => new AdamW(model, Number("lr"), Beta(0), Beta(1), Number("eps"), Number("weight_decay"), Flag("amsgrad")),
            "rmsprop" => new RmsProp(model, Number("lr"), Number("alpha"), Number("eps"), Number("momentum"), Number("weight_decay"), Flag("centered")),
            "adagrad" => new Adagrad(model, Number("lr"), Number("lr_decay"), Number("eps"), Number("weight_decay"), Number("initial_accumulator_value")),
            _ => throw new ArgumentException(name),
        };
    }

    private static double[][] Rows(JsonElement rows) => [.. rows.EnumerateArray().Select(Values)];

    private static double[] Values(JsonElement element) => element.ValueKind == JsonValueKind.Array
        ? [.. element.EnumerateArray().SelectMany(Values)]
        : [element.GetDouble()];
}
