using System.Text.Json;
using NeuralCore.Nn;
using NeuralCore.Nn.Init;
using NeuralCore.Optim;

namespace NeuralCore.Cli.Verification;

/// <summary>Ten optimizers over twelve steps with given gradients, and six schedules.</summary>
internal static class OptimizerCases
{
    private const double Tolerance = 1e-10;

    public static IEnumerable<ReferenceCase> In(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        foreach (var property in json.RootElement.GetProperty("optimizers").EnumerateObject())
        {
            var name = property.Name;
            yield return new FileCase("optimizer " + name, () => Optimizer(file, name));
        }
        foreach (var property in json.RootElement.GetProperty("schedulers").GetProperty("rates").EnumerateObject())
        {
            var name = property.Name;
            yield return new FileCase("schedule " + name, () => Schedule(file, name));
        }
    }

    private static CaseResult Optimizer(string file, string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        var root = json.RootElement;
        Shape[] shapes = [.. root.GetProperty("shapes").EnumerateArray().Select(s => new Shape([.. s.EnumerateArray().Select(v => v.GetInt32())]))];
        var reference = root.GetProperty("optimizers").GetProperty(name);
        var model = new Given(shapes).To(ElementType.Float64);
        Parameter[] parameters = [.. model.Parameters()];
        model.LoadStateDict(model.NamedParameters().Index().ToDictionary(p => p.Item.Name, p => Values(root.GetProperty("initial")[p.Index], shapes[p.Index])));
        if (Create(name, model, reference.GetProperty("defaults")) is not { } optimizer) return CaseResult.Skipped($"there is no optimizer '{name}' yet");

        var worst = 0.0;
        var steps = reference.GetProperty("steps").EnumerateArray().ToArray();
        for (var step = 0; step < steps.Length; step++)
        {
            for (var i = 0; i < parameters.Length; i++) parameters[i].Value.Grad = Values(root.GetProperty("gradients")[step][i], shapes[i]);
            optimizer.Step();
            for (var i = 0; i < parameters.Length; i++)
            {
                var expected = Values(steps[step][i], shapes[i]).ToArray<double>();
                var actual = parameters[i].Value.ToArray<double>();
                for (var k = 0; k < expected.Length; k++) worst = Math.Max(worst, Math.Abs(actual[k] - expected[k]));
            }
        }
        return worst <= Tolerance ? CaseResult.Passed($"{steps.Length} steps, error {worst:e1}") : CaseResult.Failed($"error {worst:e1}");
    }

    private static CaseResult Schedule(string file, string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        var schedulers = json.RootElement.GetProperty("schedulers");
        var rates = schedulers.GetProperty("rates").GetProperty(name).EnumerateArray().Select(v => v.GetDouble()).ToArray();
        var baseRate = schedulers.GetProperty("base_lr").GetDouble();
        Schedule? schedule = name switch
        {
            "step" => new StepDecay(3, 0.5),
            "multi_step" => new MultiStepDecay([2, 5, 7], 0.1),
            "exponential" => new ExponentialDecay(0.9),
            "cosine" => new CosineAnnealing(10, 1e-3),
            "one_cycle" => new OneCycle(0.1, 20),
            "linear_warmup" => new LinearWarmup(5, 0.1),
            _ => null,
        };
        if (schedule is null) return CaseResult.Skipped($"there is no schedule '{name}' yet");
        var worst = rates.Select((rate, step) => Math.Abs(schedule.Rate(step, baseRate) - rate)).Max();
        return worst <= Tolerance ? CaseResult.Passed($"{rates.Length} steps, error {worst:e1}") : CaseResult.Failed($"error {worst:e1}");
    }

    private static Optimizer? Create(string name, ModuleBase model, JsonElement o)
    {
        var rate = o.GetProperty("lr").GetDouble();
        double Number(string key) => o.GetProperty(key).GetDouble();
        double Beta(int i) => o.GetProperty("betas")[i].GetDouble();
        return name.Split('_')[0] switch
        {
            "sgd" => new Sgd(model, rate, Number("momentum"), Number("dampening"), Number("weight_decay"), o.GetProperty("nesterov").GetBoolean()),
            "adam" => new Adam(model, rate, Beta(0), Beta(1), Number("eps"), Number("weight_decay"), o.GetProperty("amsgrad").GetBoolean()),
            "adamw" => new AdamW(model, rate, Beta(0), Beta(1), Number("eps"), Number("weight_decay"), o.GetProperty("amsgrad").GetBoolean()),
            "rmsprop" => new RmsProp(model, rate, Number("alpha"), Number("eps"), Number("momentum"), Number("weight_decay"), o.GetProperty("centered").GetBoolean()),
            "adagrad" => new Adagrad(model, rate, Number("lr_decay"), Number("eps"), Number("weight_decay"), Number("initial_accumulator_value")),
            _ => null,
        };
    }

    private static Tensor Values(JsonElement array, Shape shape) =>
        Tensor.From([.. array.EnumerateArray().Select(v => v.GetDouble())], shape);

    private sealed class Given(Shape[] shapes) : Module
    {
        private readonly Parameter[] _p = [.. shapes.Select(shape => new Parameter(shape, Constant.Zero))];

        protected override Tensor Compute(Tensor x) => x;
    }
}
