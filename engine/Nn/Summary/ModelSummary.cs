using System.Globalization;
using System.Text;
using NeuralCore.Autograd;

namespace NeuralCore.Nn;

/// <summary>A model's layers with output shapes, parameters, multiply-adds, receptive fields and memory, found out on the meta device without computing.</summary>
public sealed class ModelSummary
{
    private ModelSummary(IReadOnlyList<LayerSummary> layers, IReadOnlyList<Parameter> parameters, long macs, long activationBytes) =>
        (Layers, Parameters, ParameterBytes, Macs, ActivationBytes) = (layers, parameters.Sum(p => p.Shape.Count), parameters.Sum(Bytes), macs, activationBytes);

    /// <summary>The model itself, then every module below it in the order of the state dict.</summary>
    public IReadOnlyList<LayerSummary> Layers { get; }

    /// <summary>The number of learnable values, shared ones once.</summary>
    public long Parameters { get; }

    /// <summary>The multiply-adds of one forward pass.</summary>
    public long Macs { get; }

    /// <summary>The bytes of the learnable values, shared ones once.</summary>
    public long ParameterBytes { get; }

    /// <summary>The bytes of all results of one forward pass together: what training keeps, at most.</summary>
    public long ActivationBytes { get; }

    /// <summary>Summarizes a model for inputs of a shape, in evaluation mode; the model is left as it was.</summary>
    /// <exception cref="ShapeException">The model does not take such an input.</exception>
    public static ModelSummary Of(Module model, Shape input)
    {
        var x = Tensor.Empty(input, model.Parameters().FirstOrDefault()?.Type ?? ElementType.Float32, Device.Meta);
        return Of(model, () => model.Forward(x), x);
    }

    /// <summary>Summarizes any module by one call of it, whose tensors are on <see cref="Device.Meta"/>.</summary>
    /// <param name="model">The module.</param>
    /// <param name="call">Calls it.</param>
    /// <param name="inputs">What it is called with: receptive fields [N, C, *spatial] are measured in their elements.</param>
    /// <exception cref="ShapeException">The module does not take such an input.</exception>
    public static ModelSummary Of(ModuleBase model, Action call, params ReadOnlySpan<Tensor> inputs)
    {
        var results = new Dictionary<ModuleBase, Tensor>();
        var (macs, activations, fields) = (new MacCounter(), new ActivationCounter(), new ReceptiveFieldTracker(inputs.ToArray()));
        (ModuleBase Module, bool Mode)[] modes = [.. model.Modules().Select(m => (m, m.IsTraining))];
        Action[] undo = [.. model.NamedStates().Select(s => s.State).Distinct().Select(s => s.MoveToMeta())];
        var observer = ModuleCall.Observer;
        try
        {
            model.Eval();
            ModuleCall.Observer = (module, y) =>
            {
                if (y is Tensor tensor) results[module] = tensor;
            };
            using var mode = new NoGradScope();
            using var multiplications = Dispatcher.Listen(macs);
            using var memory = Dispatcher.Listen(activations);
            using var sight = Dispatcher.Listen(fields);
            call();
        }
        finally
        {
            ModuleCall.Observer = observer;
            foreach (var restore in undo) restore();
            foreach (var (module, isTraining) in modes) module.SetTraining(isTraining);
        }

        HashSet<string> charged = [];
        return new([.. model.NamedModules().Select(Describe)], [.. model.Parameters()], macs.Total, activations.Total);

        LayerSummary Describe((string Name, ModuleBase Module) m)
        {
            var path = ModuleMembers.Join(model.TypeName, m.Name);
            var result = results.GetValueOrDefault(m.Module);
            Parameter[] own = [.. ModuleMembers.States(m.Module).Select(s => s.State).OfType<Parameter>()];
            // A module held under the empty name has its owner's path: what ran there is the owner's.
            var isFirst = charged.Add(path);
            return new(
                m.Name, m.Module.ToString(), result?.Shape, own.Sum(p => p.Shape.Count), isFirst ? macs.ByPath.GetValueOrDefault(path) : 0,
                own.Sum(Bytes), isFirst ? activations.ByPath.GetValueOrDefault(path) : 0, result is null ? null : fields.Of(result));
        }
    }

    /// <summary>A table with one line per layer.</summary>
    public override string ToString()
    {
        string[][] rows =
        [
            ["layer", "configuration", "output", "field", "parameters", "multiply-adds", "bytes"],
            .. Layers.Select(l => (string[])
                [l.Path, l.Configuration, l.Output?.ToString() ?? "", l.Field?.ToString() ?? "", Number(l.Parameters), Number(l.Macs), Number(l.ActivationBytes)]),
            ["total", "", "", "", Number(Parameters), Number(Macs), Number(ActivationBytes)],
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(r => r[i].Length))];
        var text = new StringBuilder();
        foreach (var row in rows)
            for (var i = 0; i < row.Length; i++) text.Append(i < 4 ? row[i].PadRight(widths[i]) : row[i].PadLeft(widths[i])).Append(i < row.Length - 1 ? "  " : "\n");
        return text.ToString();
    }

    private static long Bytes(Parameter parameter) => parameter.Shape.Count * parameter.Type.SizeInBytes();

    private static string Number(long value) => value == 0 ? "" : value.ToString("N0", CultureInfo.InvariantCulture);
}
