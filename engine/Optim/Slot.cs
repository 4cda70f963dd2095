using System.Diagnostics.CodeAnalysis;
using NeuralCore.Nn;

namespace NeuralCore.Optim;

/// <summary>What an optimizer keeps for one parameter: how many steps it made, and up to three states of its shape.</summary>
internal sealed class Slot(string name, Parameter parameter, ParameterGroup group)
{
    private const string StepName = "step";

    private readonly Tensor?[] _states = new Tensor?[3];

    public Parameter Parameter { get; } = parameter;

    public ParameterGroup Group { get; } = group;

    /// <summary>The number of steps made, the running one included.</summary>
    public long Steps { get; set; }

    /// <summary>The parameter, its gradient and its states, marked as changed by <paramref name="writer"/>.</summary>
    public UpdateOperands Change(string writer)
    {
        var (p, g) = (Parameter.Value, Parameter.Grad!);
        p.Storage.Touch(writer);
        foreach (var state in _states) state?.Storage.Touch(writer);
        return new(p.View, g.View, _states[0]?.View, _states[1]?.View, _states[2]?.View);
    }

    /// <summary>Makes the states that the optimizer uses, filled with a value at first, beside the parameter wherever it lives by now.</summary>
    public void Prepare(string?[] names, double initial)
    {
        var p = Parameter.Value;
        for (var i = 0; i < names.Length; i++)
        {
            if (names[i] is null) continue;
            if (_states[i] is null) _states[i] = Tensor.Full(p.Shape, initial, p.Type, p.Device).Keep();
            else if (_states[i]!.Device != p.Device || _states[i]!.Type != p.Type) _states[i] = Copy(_states[i]!);
        }
    }

    public IEnumerable<string> Keys(string?[] names) => names.OfType<string>().Append(StepName).Select(Key);

    public void Save(OrderedDictionary<string, Tensor> dict, string?[] names)
    {
        if (Steps == 0) return;
        dict.Add(Key(StepName), Tensor.Scalar(Steps, ElementType.Int64, Device.Default));
        for (var i = 0; i < names.Length; i++)
            if (names[i] is { } state) dict.Add(Key(state), _states[i]!);
    }

    public void Check(IReadOnlyDictionary<string, Tensor> dict, string?[] names)
    {
        if (!Has(dict, StepName, out _)) return;
        foreach (var state in names.OfType<string>())
        {
            if (!Has(dict, state, out var tensor)) throw new DataException($"the optimizer's state lacks {Key(state)}");
            if (tensor.Shape != Parameter.Shape)
                throw new DataException($"the optimizer's state {Key(state)} is {tensor.Shape}; expected {Parameter.Shape}, the parameter's");
        }
    }

    public void Load(IReadOnlyDictionary<string, Tensor> dict, string?[] names)
    {
        Steps = Has(dict, StepName, out var steps) ? (long)steps.Item() : 0;
        for (var i = 0; i < names.Length; i++)
            _states[i] = Steps > 0 && names[i] is { } state ? Copy(dict[Key(state)]) : null;
    }

    private Tensor Copy(Tensor source) =>
        Tensor.Empty(source.Shape, Parameter.Type, Parameter.Device).CopyFrom(source).Keep();

    private bool Has(IReadOnlyDictionary<string, Tensor> dict, string state, [NotNullWhen(true)] out Tensor? tensor) =>
        dict.TryGetValue(Key(state), out tensor);

    private string Key(string state) => $"{name}.{state}";
}
