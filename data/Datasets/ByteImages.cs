using NeuralCore.Data.Imaging;

namespace NeuralCore.Data.Datasets;

/// <summary>Images of one size held as the bytes of their files, each value v / 255.</summary>
internal sealed class ByteImages : ImageDataset
{
    private static readonly float[] Scaled = [.. Enumerable.Range(0, 256).Select(value => value / 255f)];

    private readonly Shape _shape;
    private readonly IReadOnlyList<Part> _parts;
    private readonly string _noun;

    /// <summary>The images of one file: the planes of image k begin at Offset + k·Stride.</summary>
    public readonly record struct Part(string File, byte[] Bytes, int Count, int Offset, int Stride);

    public ByteImages(string name, IReadOnlyList<string> classNames, int[] labels, Shape shape, IReadOnlyList<Part> parts, string noun)
        : base(name, classNames, labels) => (_shape, _parts, _noun) = (shape, parts, noun);

    public override Shape? ImageShape => _shape;

    public override Image Load(int index)
    {
        var (part, k) = Find(index);
        var bytes = part.Bytes.AsSpan(part.Offset + k * part.Stride, (int)_shape.Count);
        var values = new float[bytes.Length];
        for (var i = 0; i < values.Length; i++) values[i] = Scaled[bytes[i]];
        return new Image(_shape[0], _shape[1], _shape[2], values);
    }

    public override string Describe(int index)
    {
        var (part, k) = Find(index);
        return $"{part.File}, {_noun} {k}";
    }

    private (Part Part, int Index) Find(int index)
    {
        foreach (var part in _parts)
        {
            if (index < part.Count) return (part, index);
            index -= part.Count;
        }
        throw new ArgumentOutOfRangeException(nameof(index));
    }
}
