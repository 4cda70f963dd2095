namespace NeuralCore.Backends;

/// <summary>A yes or no among the fields of a function or a kernel: a <see cref="bool"/> has no fixed layout on its way to a GPU, an int has.</summary>
public readonly record struct Flag
{
    private readonly int _value;

    private Flag(int value) => _value = value;

    /// <summary>From a bool.</summary>
    public static implicit operator Flag(bool value) => new(value ? 1 : 0);

    /// <summary>Back to a bool.</summary>
    public static implicit operator bool(Flag flag) => flag._value != 0;
}
