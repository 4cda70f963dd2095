using System.Text.Json;
using NeuralCore.Ops;
using NeuralCore.Serialization;
using NeuralCore.Tests.Reference;

namespace NeuralCore.Tests.Ops;

/// <summary>Results, gradients and second order of whole calls against PyTorch's float64 numbers.</summary>
public sealed class ReferenceParityTests
{
    private static readonly Dictionary<string, Func<Call, Tensor>> Calls = new()
    {
        ["abs"] = c => c.X.Abs(),
        ["add"] = c => c.X + c["other"],
        ["amax"] = c => c.X.AMax(c.Dims, c.KeepDim),
        ["binary_cross_entropy_with_logits"] = c => c.X.BinaryCrossEntropyWithLogits(c["target"], c.Reduction),
        ["cat"] = c => Tensor.Concat(c.Inputs, c.Int("dim")),
        ["clamp"] = c => c.X.Clamp(c.Number("min", double.NegativeInfinity), c.Number("max", double.PositiveInfinity)),
        ["cross_entropy"] = c => c.X.CrossEntropy(c.Targets, c.Weight, c.Reduction, c.Int("ignore_index", -100), c.Number("label_smoothing", 0)),
        ["div"] = c => c.X / c["other"],
        ["elu"] = c => c.X.Elu(),
        ["exp"] = c => c.X.Exp(),
        ["gelu"] = c => c.X.Gelu(),
        ["hardsigmoid"] = c => c.X.HardSigmoid(),
        ["hardswish"] = c => c.X.HardSwish(),
        ["index_select"] = c => c.X.IndexSelect(c.Int("dim"), c.Indices("index")),
        ["l1_loss"] = c => c.X.L1Loss(c["target"], c.Reduction),
        ["leaky_relu"] = c => c.X.LeakyRelu(c.Number("negative_slope", 0.01)),
        ["linear"] = c => c.X.Linear(c["weight"], c.Optional("bias")),
        ["log"] = c => c.X.Log(),
        ["log_softmax"] = c => c.X.LogSoftmax(c.Int("dim")),
        ["matmul"] = c => c.X.MatMul(c["other"]),
        ["mean"] = c => c.X.Mean(c.Dims, c.KeepDim),
        ["mse_loss"] = c => c.X.MseLoss(c["target"], c.Reduction),
        ["mul"] = c => c.X * c["other"],
        ["neg"] = c => -c.X,
        ["nll_loss"] = c => c.X.NllLoss(c.Targets, c.Weight, c.Reduction),
        ["permute"] = c => c.X.Permute(c.Ints("dims")),
        ["pow"] = c => c.X.Pow(c.Number("exponent", 1)),
        ["reciprocal"] = c => c.X.Reciprocal(),
        ["relu"] = c => c.X.Relu(),
        ["relu6"] = c => c.X.Relu6(),
        ["reshape"] = c => c.X.Reshape(c.Ints("shape")),
        ["sigmoid"] = c => c.X.Sigmoid(),
        ["silu"] = c => c.X.Silu(),
        ["slice"] = c => c.X.Slice(c.Int("dim"), c.Int("start"), c.Int("end"), c.Int("step")),
        ["softmax"] = c => c.X.Softmax(c.Int("dim")),
        ["softplus"] = c => c.X.Softplus(),
        ["sqrt"] = c => c.X.Sqrt(),
        ["square"] = c => c.X.Square(),
        ["sub"] = c => c.X - c["other"],
        ["sum"] = c => c.X.Sum(c.Dims, c.KeepDim),
        ["tanh"] = c => c.X.Tanh(),
        ["transpose"] = c => c.X.Transpose(c.Int("dim0"), c.Int("dim1")),
        ["var"] = c => c.X.Var(c.Dims, c.Flag("unbiased"), c.KeepDim),
    };

    public static TheoryData<string, string, ElementType> Cases =>
        [.. from path in Directory.EnumerateFiles(ReferenceFiles.Path("ops"), "*.safetensors").Order()
            let name = Path.GetFileNameWithoutExtension(path)
            where Calls.ContainsKey(name[..name.LastIndexOf('-')])
            from run in new[] { ("reference", ElementType.Float64), ("cpu", ElementType.Float64), ("cpu", ElementType.Float32) }
            select (name, run.Item1, run.Item2)];

    [Theory, MemberData(nameof(Cases))]
    public void Results_gradients_and_second_order_are_PyTorchs(string name, string device, ElementType type)
    {
        using var file = SafetensorsFile.Open(ReferenceFiles.Path($"ops/{name}.safetensors"));
        var call = new Call(file, Device.Parse(device), type);
        var y = Calls[file.Metadata["op"]](call);
        var (forward, backward) = type == ElementType.Float64 ? (1e-9, 1e-9) : (1e-5, 1e-4);
        AssertNear(file, forward, [("output", y)]);

        var dy = call.Load("grad_output").WithGrad();
        var names = call.Names;
        var grads = Gradients.Of([y], call.Inputs, [dy], createGraph: true);
        AssertNear(file, backward, [.. names.Select((x, i) => ($"grad.{x}", grads[i]))]);
        if (!file.Names.Any(n => n.StartsWith("second."))) return;

        // S = Σ ⟨grad, direction⟩, differentiated by the inputs and by the upstream gradient.
        List<Tensor> roots = [], directions = [];
        for (var i = 0; i < names.Count; i++)
        {
            if (grads[i] is not { RequiresGrad: true } gradient) continue;
            roots.Add(gradient);
            directions.Add(call.Load($"direction.{names[i]}"));
        }
        Tensor[] variables = [.. call.Inputs, dy];
        var seconds = roots.Count == 0 ? new Tensor?[variables.Length] : Gradients.Of(roots, variables, directions, retainGraph: true);
        AssertNear(file, backward, [.. names.Select((x, i) => ($"second.{x}", seconds[i])), ("second.grad_output", seconds[^1])]);
    }

    [Fact]
    public void Every_copied_case_has_a_call()
    {
        var names = Directory.EnumerateFiles(ReferenceFiles.Path("ops"), "*.safetensors").Select(path => Path.GetFileNameWithoutExtension(path)!.Split('-')[0]).ToHashSet();
        Assert.Empty(Calls.Keys.Except(names));
    }

    // With s the largest norm of its kind in the case: ‖a − b‖ ≤ t(‖b‖ + 1e-3·s); what is absent counts as zeros.
    private static void AssertNear(SafetensorsFile file, double tolerance, IReadOnlyList<(string Name, Tensor? Actual)> values)
    {
        var pairs = values.Select(v => (v.Name, Expected: file.Names.Contains(v.Name) ? file.Read(v.Name).ToArray<double>() : null, Actual: v.Actual?.ToArray<double>())).ToArray();
        foreach (var (name, actual) in values)
            if (actual is not null && file.Entries.TryGetValue(name, out var entry)) Assert.Equal(entry.Shape, actual.Shape);
        var scale = pairs.Max(p => Norm(p.Expected ?? []));
        foreach (var (name, expected, actual) in pairs)
        {
            var length = Math.Max(expected?.Length ?? 0, actual?.Length ?? 0);
            var difference = Norm([.. Enumerable.Range(0, length).Select(i => (actual?[i] ?? 0) - (expected?[i] ?? 0))]);
            var bound = tolerance * (Norm(expected ?? []) + 1e-3 * scale);
            Assert.True(difference <= bound, $"{name}: differs by {difference:e2}, allowed {bound:e2}");
        }
    }

    private static double Norm(double[] values) => Math.Sqrt(values.Sum(v => v * v));

    /// <summary>One case: its inputs, leaves that want a gradient where the file holds one, and its arguments.</summary>
    private sealed class Call
    {
        private readonly SafetensorsFile _file;
        private readonly Device _device;
        private readonly ElementType _type;
        private readonly JsonElement _args;

        public Call(SafetensorsFile file, Device device, ElementType type)
        {
            (_file, _device, _type, _args) = (file, device, type, JsonDocument.Parse(file.Metadata["args"]).RootElement);
            Names = [.. file.Names.Where(n => n.StartsWith("input.")).Select(n => n["input.".Length..]).Order()];
            Inputs = [.. Names.Select(n => Load("input." + n))];
            foreach (var (i, n) in Names.Index()) Inputs[i].RequiresGrad = file.Names.Contains("grad." + n);
        }

        public IReadOnlyList<string> Names { get; }

        public IReadOnlyList<Tensor> Inputs { get; }

        public Tensor X => this["input"];

        public Dims Dims => new(Ints("dim"));

        public bool KeepDim => Flag("keepdim");

        public Reduction Reduction => Enum.Parse<Reduction>(_args.GetProperty("reduction").GetString()!, ignoreCase: true);

        public Tensor Targets => Indices("target", _args.TryGetProperty("target_shape", out _) ? new Shape(Ints("target_shape")) : null);

        public Tensor? Weight => _args.TryGetProperty("weight", out var w)
            ? Tensor.FromDoubles(w.EnumerateArray().Select(v => v.GetDouble()).ToArray(), [w.GetArrayLength()], _type, _device)
            : null;

        public Tensor this[string name] => Optional(name) ?? throw new KeyNotFoundException(name);

        public Tensor? Optional(string name) => Names.Index().Where(n => n.Item == name).Select(n => Inputs[n.Index]).FirstOrDefault();

        public Tensor Load(string name) => Tensor.FromDoubles(_file.Read(name).ToArray<double>(), _file.Entries[name].Shape, _type, _device);

        public int Int(string name, int otherwise = 0) => _args.TryGetProperty(name, out var v) ? v.GetInt32() : otherwise;

        public double Number(string name, double otherwise) => _args.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Number ? v.GetDouble() : otherwise;

        public bool Flag(string name) => _args.GetProperty(name).GetBoolean();

        public int[] Ints(string name) => [.. _args.GetProperty(name).EnumerateArray().Select(v => v.GetInt32())];

        public Tensor Indices(string name, Shape? shape = null)
        {
            var values = _args.GetProperty(name).EnumerateArray().Select(v => v.GetInt64()).ToArray();
            return Tensor.From(values, shape ?? [values.Length], _device);
        }
    }
}
