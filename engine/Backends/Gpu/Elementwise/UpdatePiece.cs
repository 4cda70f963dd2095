using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>A piece of a parameter that one group of threads changes: where it begins in the memory of each operand, and its length.</summary>
internal readonly record struct UpdatePiece(int P, int G, int S0, int S1, int S2, int Count)
{
    /// <summary>The most elements of a piece.</summary>
    public const int Most = 2048;

    /// <summary>The ints that a piece is in a table.</summary>
    public const int Ints = 6;

    /// <summary>A piece of a table; a view of pieces could not begin wherever memory does, as it counts its start in pieces.</summary>
    public static UpdatePiece In(ArrayView<int> table, int number)
    {
        var at = number * Ints;
        return new(table[at], table[at + 1], table[at + 2], table[at + 3], table[at + 4], table[at + 5]);
    }

    /// <summary>The piece that begins so many elements further on.</summary>
    public UpdatePiece From(int start, int count) => new(P + start, G + start, S0 + start, S1 + start, S2 + start, count);
}
