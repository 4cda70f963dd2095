using System.Text.Json;
using NeuralCore.Models;
using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;

namespace NeuralCore.Cli.Verification;

/// <summary>A whole network with weights that both sides compute: output, loss, every gradient, running statistics, SGD's losses.</summary>
internal sealed class ModelCase(string file) : ReferenceCase("models/" + Path.GetFileNameWithoutExtension(file))
{
    private static readonly string[] AskedInFloat32 =
    [
        "xo_net", "xo_net_3conv", "inception_mnist", "resnet_mnist_plain", "resnet_mnist_constant_scaling", "resnet_mnist_conv_shortcut",
        "hybridsn", "hybridsn_small", "senet_cifar", "se_resnet18_cifar", "resnet18", "vgg16", "fcn8s",
    ];

    /// <summary>Whether the case is asked in an element type: deeper networks amplify float's rounding beyond any meaning.</summary>
    public bool IsAskedIn(ElementType type)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return IsAskedIn(type, json.RootElement.GetProperty("model").GetString()!);
    }

    /// <inheritdoc/>
    public override CaseResult Run(Device device, ElementType type)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        var reference = json.RootElement;
        var name = reference.GetProperty("model").GetString()!;
        if (ModelRegistry.Find(name) is null) return CaseResult.Skipped($"there is no model '{name}' yet");
        if (!IsAskedIn(type, name)) return CaseResult.Skipped("too deep to compare in float32");

        var arguments = reference.GetProperty("args").EnumerateObject().Select(a => KeyValuePair.Create(a.Name, a.Value.ToString()));
        var options = new ModelOptions(arguments);
        var model = ModelRegistry.Create(name, options).To(device).To(type);
        foreach (var dropout in model.Modules().OfType<Dropout>()) dropout.P = 0;
        if (LoadFormula(model, ModelRegistry.Create(name, options).To(Device.Meta), reference) is { } mismatch) return mismatch;

        var figures = new ModelFigures(type == ElementType.Float64 ? 1e-6 : 1e-3);
        var x = Input(reference, type, device);
        Evaluate(model, x, reference, figures);
        // The largest networks are compared in eval mode alone.
        if (reference.TryGetProperty("sgd", out _)) Train(model, x, reference, figures);
        return figures.Result();
    }

    private static bool IsAskedIn(ElementType type, string model) => type == ElementType.Float64 || AskedInFloat32.Contains(model);

    // A stand-in on the meta device knows names and shapes before there are values.
    private static CaseResult? LoadFormula(Module model, Module outline, JsonElement reference)
    {
        (string Name, Shape Shape)[] state = [.. outline.StateDict().Select(entry => (entry.Key, entry.Value.Shape))];
        (string Name, Shape Shape)[] expected =
        [
            .. reference.GetProperty("state").EnumerateArray().Select(e =>
                (e.GetProperty("name").GetString()!, new Shape([.. e.GetProperty("shape").EnumerateArray().Select(v => v.GetInt32())]))),
        ];
        for (var k = 0; k < Math.Max(state.Length, expected.Length); k++)
            if (k >= state.Length || k >= expected.Length || state[k] != expected[k])
                return CaseResult.Failed($"state entry {k} is {state.ElementAtOrDefault(k)}, expected {expected.ElementAtOrDefault(k)}");
        var count = model.Parameters().Sum(p => p.Shape.Count);
        if (count != reference.GetProperty("param_count").GetInt64())
            return CaseResult.Failed($"{count} parameters, expected {reference.GetProperty("param_count").GetInt64()}");

        HashSet<string> normalizations = [.. model.NamedModules().Where(m => m.Module is BatchNorm or GroupNorm or LayerNorm).Select(m => m.Name + ".weight")];
        // One entry after the other: the largest networks would not fit three times into memory.
        for (var k = 0; k < expected.Length; k++)
        {
            using var scope = new MemoryScope();
            var (name, shape) = expected[k];
            var value = Tensor.FromDoubles(FormulaWeights.Of(name, shape, k, normalizations.Contains(name)), shape);
            model.LoadStateDict(new Dictionary<string, Tensor> { [name] = value }, strict: false);
        }
        return null;
    }

    private static Tensor Input(JsonElement reference, ElementType type, Device device)
    {
        var shape = new Shape([.. reference.GetProperty("input_shape").EnumerateArray().Select(v => v.GetInt32())]);
        var index = reference.GetProperty("input_index").GetInt32();
        var values = new double[shape.Count];
        for (var i = 0; i < values.Length; i++) values[i] = FormulaWeights.U(i, index);
        return Tensor.FromDoubles(values, shape, type, device);
    }

    private static void Evaluate(Module model, Tensor x, JsonElement reference, ModelFigures figures)
    {
        model.Eval();
        using var mode = new NeuralCore.Autograd.NoGradScope();
        figures.Output(model.Forward(x).ToArray<double>(), reference.GetProperty("eval_output"));
    }

    private static void Train(Module model, Tensor x, JsonElement reference, ModelFigures figures)
    {
        model.Train();
        var name = reference.GetProperty("model").GetString();
        var targets = Tensor.From([.. reference.GetProperty("targets").EnumerateArray().Select(v => v.GetInt64())], [reference.GetProperty("targets").GetArrayLength()], x.Device);
        var trainLoss = reference.GetProperty("train_loss").GetDouble();
        var sgd = reference.GetProperty("sgd");
        var optimizer = new Sgd(model, sgd.GetProperty("lr").GetDouble(), sgd.GetProperty("momentum").GetDouble());
        double[] losses = [.. sgd.GetProperty("losses").EnumerateArray().Select(v => v.GetDouble())];
        for (var step = 0; step < losses.Length; step++)
        {
            using var scope = new MemoryScope();
            optimizer.ZeroGrad();
            var y = model.Forward(x);
            var loss = name == "senet_cifar" ? y.NllLoss(targets) : y.CrossEntropy(targets);
            figures.Loss(step == 0 ? "train loss" : $"SGD loss {step}", loss.Item(), losses[step], trainLoss);
            loss.Backward();
            if (step == 0)
            {
                figures.Gradients(model, reference.GetProperty("grads"));
                figures.Buffers(model, reference.GetProperty("buffers_after"));
            }
            optimizer.Step();
        }
    }
}
