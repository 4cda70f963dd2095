namespace NeuralCore.Serialization;

/// <summary>Shapes as files state them: any number of 64-bit extents, not yet known to be true.</summary>
internal static class Extents
{
    /// <summary>The stated extents as a shape whose numbers fit one array; offset says where they stand in the file.</summary>
    public static Shape ToShape(ReadOnlySpan<long> extents, NumericType type, ByteSource source, long offset)
    {
        if (extents.Length > Shape.MaxRank)
            throw source.Error(offset, $"the shape has {extents.Length} dimensions; at most {Shape.MaxRank} are supported");
        var bytes = (Int128)type.SizeInBytes();
        Span<int> narrow = stackalloc int[extents.Length];
        for (var i = 0; i < extents.Length; i++)
        {
            if (extents[i] is < 0 or > int.MaxValue)
                throw source.Error(offset, $"{Text(extents)} is no shape: extents lie between 0 and {int.MaxValue}");
            narrow[i] = (int)extents[i];
            // Extents of zero come into it below, so that 0 × huge cannot hide an overflow.
            bytes = Int128.Min(bytes * Math.Max(extents[i], 1), long.MaxValue);
        }
        if (bytes > Array.MaxLength)
            throw source.Error(offset, $"a {type} tensor of shape {Text(extents)} is too large: at most {Array.MaxLength} bytes fit one");
        return new Shape(narrow);
    }

    public static string Text(ReadOnlySpan<long> extents) => $"[{string.Join(", ", extents.ToArray())}]";
}
