using NeuralCore.Cli.SelfTests.Samples;
using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;

namespace NeuralCore.Cli.SelfTests.Checks;

/// <summary>A step of whole networks, and of every optimizer, leaves the numbers that it leaves on the CPU in double.</summary>
internal sealed class TrainingStepCheck : ISelfCheck
{
    private const double Rate = 0.05, Tolerance = 1e-3;

    private static readonly (string Model, string Options, Shape Input)[] Models =
    [
        ("hybridsn_small", "", [2, 1, 15, 11, 11]),
        ("mobilenet_v1_cifar", "alpha=0.25", [2, 3, 32, 32]),
    ];

    private static readonly (string Name, Func<Module, Optimizer> Create)[] Optimizers =
    [
        ("SGD with momentum", model => new Sgd(model, Rate, momentum: 0.9)),
        ("Adam", model => new Adam(model, Rate)),
        ("AdamW", model => new AdamW(model, Rate)),
        ("RMSprop", model => new RmsProp(model, Rate)),
        ("Adagrad", model => new Adagrad(model, Rate)),
    ];

    /// <inheritdoc/>
    public string Name => "training step";

    /// <inheritdoc/>
    public CheckResult Run(SelfTestStand stand)
    {
        List<string> failures = [], lines = [];
        foreach (var (name, options, input) in Models) Compare(stand, name, () => Networks.Create(name, options), input, model => new Sgd(model, Rate), 1);
        foreach (var (name, optimizer) in Optimizers) Compare(stand, name, Small, [5, 7], optimizer, 3);
        return CheckResult.Of($"{Models.Length} networks and {Optimizers.Length} optimizers leave the CPU's numbers", failures, lines);

        void Compare(SelfTestStand on, string name, Func<Module> create, Shape input, Func<Module, Optimizer> optimizer, int steps)
        {
            on.Cancellation.ThrowIfCancellationRequested();
            var expected = Step(Device.Cpu, ElementType.Float64, create, input, optimizer, steps);
            var actual = Step(on.Device, ElementType.Float32, create, input, optimizer, steps);
            var worst = expected.Select(e => (e.Name, Ratio: Distance(e, actual.Single(a => a.Name == e.Name), expected))).MaxBy(w => w.Ratio);
            if (worst.Ratio is <= 1) lines.Add($"- {name}: the furthest is {worst.Name}, {worst.Ratio:g2} of the tolerance");
            else failures.Add($"{name}: {worst.Name} is {worst.Ratio:g3} times the tolerance away");
        }
    }

    private static Module Small() => new Sequential(new Linear(7, 13), new Tanh(), new Linear(13, 3));

    // Output, loss, gradients (of the last step) and everything in the state, by name.
    private static List<(string Name, double[] Values)> Step(
        Device device, ElementType type, Func<Module> create, Shape input, Func<Module, Optimizer> optimizer, int steps)
    {
        var model = create().Initialize(1).UseGenerator(new Generator(9, Generator.Streams.Dropout)).To(type).To(device).Train();
        var x = Tensor.Normal(input, new Generator(2, Generator.Streams.Data)).To(type).To(device);
        var update = optimizer(model);
        List<(string, double[])> numbers = [];
        for (var i = 0; i < steps; i++)
        {
            using var scope = new MemoryScope();
            update.ZeroGrad();
            var y = model.Forward(x);
            var loss = y.CrossEntropy(Tensor.From([.. Enumerable.Range(0, y.Shape[0]).Select(n => (long)(n % y.Shape[1]))], [y.Shape[0]], device));
            loss.Backward();
            if (i == steps - 1)
            {
                numbers = [("output", y.ToArray<double>()), ("loss", [loss.Item()])];
                numbers.AddRange(model.NamedParameters().Select(p => ($"gradient of {p.Name}", p.Parameter.Grad!.ToArray<double>())));
            }
            update.Step();
        }
        numbers.AddRange(model.StateDict().Select(s => (s.Key, s.Value.ToArray<double>())));
        return numbers;
    }

    // Beside its own norm; a gradient that is zero in exact arithmetic (a bias before batch normalization) beside the largest of all.
    private static double Distance((string Name, double[] Values) expected, (string Name, double[] Values) actual, List<(string Name, double[] Values)> all)
    {
        var isGradient = expected.Name.StartsWith("gradient of ", StringComparison.Ordinal);
        var floor = 1e-2 * all.Where(a => a.Name.StartsWith("gradient of ", StringComparison.Ordinal)).Max(a => Norm(a.Values));
        var allowed = Tolerance * (Norm(expected.Values) + (isGradient || all.Any(a => a.Name == $"gradient of {expected.Name}") ? floor : 0)) + 1e-7;
        return Norm([.. expected.Values.Zip(actual.Values, (e, a) => a - e)]) / allowed;
    }

    private static double Norm(double[] values) => Math.Sqrt(values.Sum(v => v * v));
}
