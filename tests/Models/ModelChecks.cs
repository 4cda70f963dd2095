using NeuralCore.Autograd;
using NeuralCore.Models;
using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;
using NeuralCore.Serialization;

namespace NeuralCore.Tests.Models;

/// <summary>What every network is put through, at a size that takes milliseconds: learning, gradients, files, sizes.</summary>
internal static class ModelChecks
{
    /// <summary>A model from the registry with options as one text: <c>"classes=4,width=8"</c>.</summary>
    public static Module Create(string name, string options = "") => ModelRegistry.Create(name, new ModelOptions(
        options.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(o => o.Split('=')).Select(o => KeyValuePair.Create(o[0], o[1]))));

    /// <summary>The number of learnable values.</summary>
    public static long ParameterCount(Module model) => model.Parameters().Sum(p => p.Shape.Count);

    /// <summary>An input of normal values.</summary>
    public static Tensor Normal(Shape shape, ulong seed = 2, ElementType type = ElementType.Float32) =>
        Tensor.Normal(shape, new Generator(seed, Generator.Streams.Data), type: type);

    /// <summary>Adam drives the loss of one batch below a bound, dropout switched off, and every parameter has a gradient.</summary>
    public static void LearnsOneBatch(
        Module model, Tensor x, Tensor targets, int steps = 40, double learningRate = 2e-3, double below = 0.05, Func<Tensor, Tensor, Tensor>? loss = null)
    {
        WithoutDropout(model.Initialize(1)).Train();
        var optimizer = new Adam(model, learningRate);
        var last = double.NaN;
        for (var step = 0; step < steps; step++)
        {
            using var scope = new MemoryScope();
            optimizer.ZeroGrad();
            var value = Loss(model, x, targets, loss);
            value.Backward();
            optimizer.Step();
            last = value.Item();
        }
        Assert.InRange(last, 0, below);
        Assert.All(model.NamedParameters(), p => Assert.True(p.Parameter.Grad is not null, $"{p.Name} has no gradient"));
    }

    /// <summary>Along one random unit direction d per parameter the derivative of the loss in train mode is ⟨grad, d⟩; in float64, dropout switched off.</summary>
    /// <remarks>The step is so short that (almost surely) no ReLU turns.</remarks>
    public static void GradientAgreesWithDifferences(
        Module model, Tensor x, Tensor targets, Func<Tensor, Tensor, Tensor>? loss = null, double step = 1e-6, double tolerance = 1e-5)
    {
        WithoutDropout(model.To(ElementType.Float64).Initialize(3)).Train();
        x = x.To(ElementType.Float64);
        Loss(model, x, targets, loss).Backward();
        var generator = new Generator(4, Generator.Streams.Data);
        foreach (var (name, parameter) in model.NamedParameters())
        {
            using var scope = new MemoryScope();
            var direction = Tensor.Normal(parameter.Shape, generator, type: ElementType.Float64);
            direction /= direction.Square().Sum().Sqrt();
            var analytic = (parameter.Grad! * direction).Sum().Item();
            var before = parameter.Value.ToArray<double>();
            var numeric = (LossAt(step) - LossAt(-step)) / (2 * step);
            parameter.Value.CopyFrom(Tensor.From(before, parameter.Shape));
            Assert.True(
                Math.Abs(analytic - numeric) <= tolerance * Math.Max(1e-2, Math.Abs(numeric)),
                $"{name}: analytic {analytic}, numeric {numeric}");

            double LossAt(double h)
            {
                using var mode = new NoGradScope();
                parameter.Value.CopyFrom(Tensor.From(before, parameter.Shape) + direction * h);
                return Loss(model, x, targets, loss).Item();
            }
        }
    }

    /// <summary>A model saved and loaded into another of the same options gives the same output to the bit.</summary>
    public static void StateDictRoundTrip(Func<Module> create, Tensor x)
    {
        var (model, copy) = (create().Initialize(5).Eval(), create().Eval());
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var file = Path.Combine(folder.FullName, "model.safetensors");
            model.Save(file);
            copy.Load(file);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        Assert.Equal(model.Forward(x).ToArray<float>(), copy.Forward(x).ToArray<float>());
    }

    /// <summary>The registry refuses options, with words in the message.</summary>
    public static void Refuses(string name, string options, string words) =>
        Assert.Contains(words, Assert.Throws<UsageException>(() => Create(name, options)).Message);

    /// <summary>The model, its dropouts passing everything.</summary>
    public static Module WithoutDropout(Module model)
    {
        foreach (var dropout in model.Modules().OfType<Dropout>()) dropout.P = 0;
        return model;
    }

    private static Tensor Loss(Module model, Tensor x, Tensor targets, Func<Tensor, Tensor, Tensor>? loss)
    {
        var y = model.Forward(x);
        return loss is null ? y.CrossEntropy(targets) : loss(y, targets);
    }
}
