namespace NeuralCore.Checking;

/// <summary>The coordinates of a result's elements, and the numbers of the slices that they lie in.</summary>
internal sealed class Coordinates(Block block)
{
    private readonly int[][] _all = [.. Enumerable.Range(0, (int)block.Shape.Count).Select(i => new Position(i, block.Shape).Coordinates)];

    /// <summary>The dimensions with more than one index.</summary>
    public int[] LongDims { get; } = [.. Enumerable.Range(0, block.Shape.Rank).Where(d => block.Shape[d] > 1)];

    /// <summary>The number, in row-major order over some dimensions, of the slice in which a term lies.</summary>
    public int Slice(int term, int[] dims)
    {
        var slice = 0;
        foreach (var d in dims) slice = slice * block.Shape[d] + _all[term - block.Start][d];
        return slice;
    }

    /// <summary>The index of a slice in one of the dimensions.</summary>
    public int At(int slice, int[] dims, int dim)
    {
        for (var i = dims.Length - 1; i >= 0; slice /= block.Shape[dims[i--]])
            if (dims[i] == dim) return slice % block.Shape[dim];
        return 0;
    }
}
