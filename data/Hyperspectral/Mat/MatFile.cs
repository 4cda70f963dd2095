namespace NeuralCore.Data;

/// <summary>The variables of a MATLAB file of version 4, 5 (plain or compressed) or 7.3 (HDF5).</summary>
public sealed class MatFile
{
    private MatFile(string path, string version, IReadOnlyList<MatVariable> variables) =>
        (Path, Version, Variables) = (path, version, variables);

    /// <summary>The file's path as it was given.</summary>
    public string Path { get; }

    /// <summary>The format's version: <c>4</c>, <c>5</c> or <c>7.3</c>.</summary>
    public string Version { get; }

    /// <summary>All variables in the file's order; those that are no dense real arrays are listed without values.</summary>
    public IReadOnlyList<MatVariable> Variables { get; }

    /// <summary>Reads a file, whose version shows in its first bytes.</summary>
    /// <exception cref="DataException">The file is absent, no MAT file, cut short or damaged.</exception>
    public static MatFile Read(string path)
    {
        using var stream = InputFile.Open(path);
        return Read(stream, path);
    }

    internal static MatFile Read(Stream stream, string path)
    {
        var head = new byte[MatReader5.HeaderLength];
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (MatReader73.FindSuperblock(stream) is { } superblock)
            return new MatFile(path, "7.3", MatReader73.Read(stream, path, superblock));
        if (MatReader5.Recognises(head.AsSpan(0, length), out var bigEndian))
            return new MatFile(path, "5", [.. MatReader5.Read(From(MatReader5.HeaderLength))]);
        if (MatReader4.Recognises(head.AsSpan(0, length), out bigEndian))
            return new MatFile(path, "4", [.. MatReader4.Read(From(0))]);
        throw new DataException($"{path}, offset 0: this is no MAT file of version 4, 5 or 7.3, or one cut short within its header of {MatReader5.HeaderLength} bytes");

        ByteSource From(long offset)
        {
            stream.Position = offset;
            return new ByteSource(stream, path, offset, stream.Length - offset, bigEndian);
        }
    }

    /// <summary>The variable of a given name.</summary>
    /// <exception cref="DataException">There is none; the message lists those there are.</exception>
    public MatVariable this[string name] => Variables.FirstOrDefault(variable => variable.Name == name)
        ?? throw new DataException($"{Path} has no variable {name}; it holds {Listing}");

    /// <summary>The scene's cube: the three-dimensional numeric variable [H, W, B] with the most values.</summary>
    /// <exception cref="DataException">No variable is one; the message lists those there are.</exception>
    public MatVariable FindCube() => Variables.Where(variable => variable is { IsNumeric: true, Shape.Rank: 3 }).MaxBy(variable => variable.Shape.Count)
        ?? throw new DataException($"{Path} has no three-dimensional numeric variable to be the cube; it holds {Listing}");

    /// <summary>The scene's ground truth: the only two-dimensional numeric variable of the cube's height and width.</summary>
    /// <exception cref="DataException">None or several are; the message lists those there are.</exception>
    public MatVariable FindLabels(int height, int width)
    {
        var matrices = Variables.Where(variable => variable is { IsNumeric: true, Shape.Rank: 2 }).ToList();
        var matching = matrices.Where(variable => variable.Shape == new Shape(height, width)).ToList();
        return matching switch
        {
            [var only] => only,
            [] => throw new DataException($"{Path} has no numeric variable of the cube's size [{height}, {width}] to be the labels; it holds {Listing}"),
            _ => throw new DataException($"{Path} has several variables of the cube's size [{height}, {width}]: {string.Join(", ", matching)}; name the one that holds the labels"),
        };
    }

    private string Listing => Variables.Count == 0 ? "no variables" : string.Join(", ", Variables);
}
