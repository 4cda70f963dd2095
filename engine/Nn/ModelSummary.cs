using System.Globalization;
using System.Text;
using NeuralCore.Autograd;

namespace NeuralCore.Nn;

/// <summary>A model's layers with output shapes, parameters and multiply-adds, found out on the meta device without computing.</summary>
public sealed class ModelSummary
{
    private ModelSummary(IReadOnlyList<LayerSummary> layers, long parameters, long macs) =>
        (Layers, Parameters, Macs) = (layers, parameters, macs);

    /// <summary>The model itself, then every module below it in the order of the state dict.</summary>
    public IReadOnlyList<LayerSummary> Layers { get; }

    /// <summary>The number of learnable values, shared ones once.</summary>
    public long Parameters { get; }

    /// <summary>The multiply-adds of one forward pass.</summary>
    public long Macs { get; }

    /// <summary>Summarizes a model for inputs of a shape, in evaluation mode; the model is left as it was.</summary>
    /// <exception cref="ShapeException">The model does not take such an input.</exception>
    public static ModelSummary Of(Module model, Shape input) =>
        Of(model, () => model.Forward(Tensor.Empty(input, model.Parameters().FirstOrDefault()?.Type ?? ElementType.Float32, Device.Meta)));

    /// <summary>Summarizes any module by one call of it, whose tensors are on <see cref="Device.Meta"/>.</summary>
    /// <exception cref="ShapeException">The module does not take such an input.</exception>
    public static ModelSummary Of(ModuleBase model, Action call)
    {
        var outputs = new Dictionary<ModuleBase, Shape>();
        var counter = new MacCounter();
        (ModuleBase Module, bool Mode)[] modes = [.. model.Modules().Select(m => (m, m.IsTraining))];
        Action[] undo = [.. model.NamedStates().Select(s => s.State).Distinct().Select(s => s.MoveToMeta())];
        var observer = ModuleCall.Observer;
        try
        {
            model.Eval();
            ModuleCall.Observer = (module, y) =>
            {
                if (y is Tensor tensor) outputs[module] = tensor.Shape;
            };
            using var mode = new NoGradScope();
            using var listening = Dispatcher.Listen(counter);
            call();
        }
        finally
        {
            ModuleCall.Observer = observer;
            foreach (var restore in undo) restore();
            foreach (var (module, isTraining) in modes) module.SetTraining(isTraining);
        }

        LayerSummary[] layers =
        [
            .. model.NamedModules().Select(m => new LayerSummary(
                m.Name, m.Module.ToString(), outputs.TryGetValue(m.Module, out var shape) ? shape : null,
                ModuleMembers.States(m.Module).Where(s => s.State is Parameter).Sum(s => s.State.Shape.Count),
                counter.ByPath.GetValueOrDefault(ModuleMembers.Join(model.TypeName, m.Name)))),
        ];
        return new(layers, model.Parameters().Sum(p => p.Shape.Count), counter.Total);
    }

    /// <summary>A table with one line per layer.</summary>
    public override string ToString()
    {
        string[][] rows =
        [
            ["layer", "configuration", "output", "parameters", "multiply-adds"],
            .. Layers.Select(l => (string[])[l.Path, l.Configuration, l.Output?.ToString() ?? "", Number(l.Parameters), Number(l.Macs)]),
            ["total", "", "", Number(Parameters), Number(Macs)],
        ];
        int[] widths = [.. Enumerable.Range(0, 5).Select(i => rows.Max(r => r[i].Length))];
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            for (var i = 0; i < 5; i++) text.Append(i < 3 ? row[i].PadRight(widths[i]) : row[i].PadLeft(widths[i])).Append(i < 4 ? "  " : "\n");
        }
        return text.ToString();
    }

    private static string Number(long value) => value == 0 ? "" : value.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>One line of a <see cref="ModelSummary"/>.</summary>
/// <param name="Path">The module's name within the model; empty for the model itself.</param>
/// <param name="Configuration">Its type and options.</param>
/// <param name="Output">The shape of its last result; null if it was not called, or gives no single tensor.</param>
/// <param name="Parameters">The learnable values that it holds itself.</param>
/// <param name="Macs">The multiply-adds of its own operations.</param>
public sealed record LayerSummary(string Path, string Configuration, Shape? Output, long Parameters, long Macs);
