using System.Numerics;

namespace NeuralCore.Data;

/// <summary>An ENVI image: a text header beside a raw file of values in any interleave, number type and byte order.</summary>
public sealed class EnviFile
{
    private static readonly string[] DataEndings = ["", ".img", ".dat", ".raw", ".bin", ".bsq", ".bil", ".bip", ".cube"];

    private EnviFile(string path, Shape shape, Array values, IReadOnlyList<string> classNames) =>
        (Path, Shape, Values, ClassNames) = (path, shape, values, classNames);

    /// <summary>The path of the binary file.</summary>
    public string Path { get; }

    /// <summary>Height, width and bands: [H, W, B].</summary>
    public Shape Shape { get; }

    /// <summary>The values [H, W, B] in row-major order as an array of their own number type, such as <c>short[]</c>.</summary>
    public Array Values { get; }

    /// <summary>Of a classification image the name of each value, 0 (unclassified) first; else empty.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Whether a path names an ENVI image: a header, or a file (no MAT file) with one beside it.</summary>
    public static bool Recognises(string path) =>
        !path.EndsWith(".mat", StringComparison.OrdinalIgnoreCase) && FindHeader(path) is not null;

    /// <summary>Reads an image, given its header or its binary file.</summary>
    /// <exception cref="DataException">A file is absent, of an unknown form, or shorter than its header says.</exception>
    public static EnviFile Read(string path)
    {
        var header = EnviHeader.Read(FindHeader(path) ?? throw new DataException($"{path} has no ENVI header {path}.hdr beside it"));
        var dataPath = IsHeader(path) ? FindData(header.Path) : path;
        using var stream = InputFile.Open(dataPath);
        if (header.Offset > stream.Length)
            throw new DataException($"{dataPath}, offset {stream.Length}: the file ends before its values, which begin at {header.Offset}");
        stream.Position = header.Offset;
        var source = new ByteSource(stream, dataPath, header.Offset, stream.Length - header.Offset, header.BigEndian);
        return new EnviFile(dataPath, new Shape(header.Height, header.Width, header.Bands), ReadValues(source, header), header.ClassNames);
    }

    /// <summary>The values [H, W, B] as <typeparamref name="T"/>, saturated where they do not fit.</summary>
    public T[] To<T>() where T : struct, INumber<T> => NumericArrays.Convert<T>(Values);

    private static Array ReadValues(ByteSource source, EnviHeader header) => header.DataType switch
    {
        1 => Of<byte>(source, header),
        2 => Of<short>(source, header),
        3 => Of<int>(source, header),
        4 => Of<float>(source, header),
        5 => Of<double>(source, header),
        12 => Of<ushort>(source, header),
        13 => Of<uint>(source, header),
        14 => Of<long>(source, header),
        15 => Of<ulong>(source, header),
        6 or 9 => throw header.Bad($"data type {header.DataType} is complex; expected real numbers"),
        var other => throw header.Bad($"data type is {other}; expected 1, 2, 3, 4, 5, 12, 13, 14 or 15"),
    };

    private static T[] Of<T>(ByteSource source, EnviHeader header) where T : unmanaged, INumber<T>
    {
        var (height, width, bands) = (header.Height, header.Width, header.Bands);
        var what = $"the image {width} samples × {height} lines × {bands} bands";
        if ((double)height * width * bands > source.Remaining) throw source.Bad($"{what} is larger than the {source.Remaining} bytes that are there");
        var values = NumericArrays.Read<T, T>(source, (long)height * width * bands, what);
        if (header.Interleave == "bip") return values;

        // Band-sequential is one matrix [B, H·W] to transpose, band-interleaved by line one matrix [B, W] for every line.
        var (matrices, columns) = header.Interleave == "bsq" ? (1, height * width) : (height, width);
        var result = new T[values.Length];
        for (var m = 0; m < matrices; m++)
        {
            var part = m * bands * columns;
            Transposition.Run(values.AsSpan(part, bands * columns), bands, columns, result.AsSpan(part));
        }
        return result;
    }

    private static bool IsHeader(string path) => path.EndsWith(".hdr", StringComparison.OrdinalIgnoreCase);

    private static string? FindHeader(string path)
    {
        if (IsHeader(path)) return path;
        string[] candidates = [path + ".hdr", System.IO.Path.ChangeExtension(path, ".hdr")];
        return Array.Find(candidates, File.Exists);
    }

    private static string FindData(string header)
    {
        var stem = header[..^".hdr".Length];
        return DataEndings.Select(ending => stem + ending).FirstOrDefault(File.Exists)
            ?? throw new DataException($"{header} has no image beside it; expected {stem} or {stem} with one of {string.Join(" ", DataEndings.Skip(1))}");
    }
}
