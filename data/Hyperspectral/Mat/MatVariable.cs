using System.Numerics;

namespace NeuralCore.Data;

/// <summary>One variable of a MAT file: its values where it is a dense array of real numbers, else only what it is.</summary>
public sealed class MatVariable
{
    private readonly Array? _values;

    internal MatVariable(string file, string name, string type, Shape shape, Array? values) =>
        (File, Name, Type, Shape, _values) = (file, name, type, shape, values);

    /// <summary>The file that the variable was read from.</summary>
    public string File { get; }

    /// <summary>The variable's name.</summary>
    public string Name { get; }

    /// <summary>What it holds, in MATLAB's word (<c>double</c>, <c>uint16</c>, <c>cell</c>), with <c>complex</c> before it where it is.</summary>
    public string Type { get; }

    /// <summary>Its extents as MATLAB shows them; a matrix has two, rows first.</summary>
    public Shape Shape { get; }

    /// <summary>Whether it is a dense array of real numbers, whose values can be had.</summary>
    public bool IsNumeric => _values is not null;

    /// <summary>The values in row-major order as an array of their own number type, such as <c>short[]</c>.</summary>
    /// <exception cref="DataException">The variable is no dense array of real numbers.</exception>
    public Array Values => _values ?? throw new DataException(
        $"{File}: variable {Name} is a {Type} array; expected a dense array of real numbers");

    /// <summary>The values in row-major order as <typeparamref name="T"/>, saturated where they do not fit.</summary>
    /// <exception cref="DataException">The variable is no dense array of real numbers.</exception>
    public T[] To<T>() where T : struct, INumber<T> => NumericArrays.Convert<T>(Values);

    /// <summary>Name, type and shape, as messages list them.</summary>
    public override string ToString() => $"{Name} ({Type} {Shape})";
}
