using System.Buffers.Binary;
using PureHDF;

namespace NeuralCore.Data;

/// <summary>MAT version 7.3: an HDF5 file whose root holds the variables as data sets, groups for structures and sparse matrices.</summary>
/// <remarks>
/// MATLAB's column-major values are HDF5's row-major ones with the dimensions reversed, so [H, W, B] is stored as [B, W, H].
/// The attribute <c>MATLAB_class</c> names the type; files of other writers lack it and are taken by their HDF5 type.
/// </remarks>
internal static class MatReader73
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>Where HDF5's superblock begins: at 0, or behind a user block of 512, 1024, 2048… bytes; null in other files.</summary>
    public static long? FindSuperblock(Stream stream)
    {
        Span<byte> bytes = stackalloc byte[Signature.Length];
        for (var offset = 0L; offset + bytes.Length <= stream.Length; offset = offset == 0 ? 512 : 2 * offset)
        {
            stream.Position = offset;
            stream.ReadExactly(bytes);
            if (bytes.SequenceEqual(Signature)) return offset;
        }
        return null;
    }

    public static List<MatVariable> Read(Stream stream, string file, long superblock)
    {
        RequireLength(stream, file, superblock);
        stream.Position = 0;
        var reading = "its list of variables";
        try
        {
            using var root = H5File.Open(stream, leaveOpen: true);
            var variables = new List<MatVariable>();
            foreach (var child in root.Children().Where(child => !child.Name.StartsWith('#')))
            {
                reading = $"variable {child.Name}";
                variables.Add(ReadObject(child, file, stream.Length));
            }
            return variables;
        }
        catch (Exception error) when (error is not NeuralCoreException)
        {
            // PureHDF reports damage, and what it does not support, by exceptions of many kinds; a damaged length
            // may make it ask for more memory than there is.
            throw new DataException($"{file}, offset {superblock}: {reading} cannot be read from this HDF5 file: {error.Message}", error);
        }
    }

    /// <summary>Holds the end of file that the superblock states against the file's length.</summary>
    /// <remarks>HDF5 File Format Specification 3.0, II.A: the field's place depends on the superblock's version.</remarks>
    private static void RequireLength(Stream stream, string file, long superblock)
    {
        var head = new byte[64];
        stream.Position = superblock;
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var version = length > 8 ? head[8] : 0;
        var (sizeAt, end) = version switch { 0 => (13, 24 + 16), 1 => (13, 28 + 16), _ => (9, 12 + 16) };
        if (length < end + 8) throw new DataException($"{file}, offset {superblock}: the HDF5 superblock is cut short");
        if (head[sizeAt] != 8) return;
        var stated = BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(end));
        if (stated > stream.Length)
            throw new DataException($"{file}, offset {stream.Length}: the file is cut short: it states {stated} bytes and has {stream.Length}");
    }

    private static MatVariable ReadObject(IH5Object child, string file, long fileLength)
    {
        var matlab = MatlabClass(child);
        if (child is not IH5Dataset dataset)
            return new MatVariable(file, child.Name, child.AttributeExists("MATLAB_sparse") ? "sparse" : matlab ?? "struct", Shape.Scalar, null);

        var stored = dataset.Type;
        if (child.AttributeExists("MATLAB_empty"))
            return Empty(dataset, file, matlab ?? "double", fileLength);
        var extents = dataset.Space.Dimensions;
        if (extents.Length > Shape.MaxRank || extents.Any(extent => extent > int.MaxValue))
            return new MatVariable(file, child.Name, $"too large {matlab}", Shape.Scalar, null);
        // A vector of another writer has one dimension; MATLAB knows matrices only.
        int[] shape = [.. extents.Reverse().Select(extent => (int)extent)];
        if (shape.Length == 1) shape = [shape[0], 1];
        if (shape.Length == 0) shape = [1, 1];
        var isNumber = matlab is not ("cell" or "char" or "struct" or "function_handle")
            && stored.Class is H5DataTypeClass.FixedPoint or H5DataTypeClass.FloatingPoint;
        if (!isNumber)
            return new MatVariable(file, child.Name, stored.Class == H5DataTypeClass.Compound ? $"complex {matlab}" : matlab ?? stored.Class.ToString(), new Shape(shape), null);
        return ReadValues(dataset, file, matlab, new Shape(shape), fileLength);
    }

    private static MatVariable ReadValues(IH5Dataset dataset, string file, string? matlab, Shape shape, long fileLength)
    {
        RequireRoom(dataset, file, fileLength);
        var isFloat = dataset.Type.Class == H5DataTypeClass.FloatingPoint;
        var isSigned = isFloat || dataset.Type.FixedPoint.IsSigned;
        return (isFloat, isSigned, dataset.Type.Size) switch
        {
            (true, _, 8) => Of<double>("double"),
            (true, _, 4) => Of<float>("single"),
            (false, true, 1) => Of<sbyte>("int8"),
            (false, false, 1) => Of<byte>("uint8"),
            (false, true, 2) => Of<short>("int16"),
            (false, false, 2) => Of<ushort>("uint16"),
            (false, true, 4) => Of<int>("int32"),
            (false, false, 4) => Of<uint>("uint32"),
            (false, true, 8) => Of<long>("int64"),
            (false, false, 8) => Of<ulong>("uint64"),
            _ => new MatVariable(file, dataset.Name, $"{dataset.Type.Size}-byte {dataset.Type.Class}", shape, null),
        };

        MatVariable Of<T>(string type) where T : unmanaged =>
            new(file, dataset.Name, matlab ?? type, shape, ColumnMajor.ToRowMajor(dataset.Read<T[]>(), shape));
    }

    /// <summary>Claims that neither the whole nor one chunk of a data set is larger than the file could hold, compressed at best.</summary>
    private static void RequireRoom(IH5Dataset dataset, string file, long fileLength)
    {
        foreach (var extents in (ulong[][])[dataset.Space.Dimensions, dataset.Layout.Class == H5DataLayoutClass.Chunked ? dataset.Layout.Chunks : []])
        {
            var bytes = extents.Aggregate((double)dataset.Type.Size, (product, extent) => product * extent);
            if (bytes > (double)fileLength * ByteSource.LargestInflation)
                throw new DataException($"{file}: variable {dataset.Name} would fill {bytes} bytes, more than a file of {fileLength} can hold: the file is damaged");
        }
    }

    /// <summary>An array without elements: the data set then holds its dimensions.</summary>
    private static MatVariable Empty(IH5Dataset dataset, string file, string type, long fileLength)
    {
        RequireRoom(dataset, file, fileLength);
        var shape = new Shape([.. dataset.Read<ulong[]>().Take(Shape.MaxRank).Select(extent => (int)Math.Min(extent, int.MaxValue))]);
        return new MatVariable(file, dataset.Name, type, shape, type is "cell" or "char" or "struct" ? null : Array.Empty<double>());
    }

    private static string? MatlabClass(IH5Object child) =>
        child.AttributeExists("MATLAB_class") ? child.Attribute("MATLAB_class").Read<string>() : null;
}
