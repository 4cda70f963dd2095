namespace NeuralCore.Data.Datasets;

/// <summary>Images and labels in the IDX files of MNIST (LeCun, Cortes and Burges), plain or packed by gzip.</summary>
/// <remarks>
/// Big-endian: two zeros, a type code (8: bytes), the number of dimensions, an extent each, then the values row-major;
/// images have three dimensions [N, H, W], labels one [N].
/// </remarks>
public static class IdxFiles
{
    private const int Bytes = 8;

    /// <summary>Reads a file of images and the file of their labels into memory.</summary>
    /// <param name="imagesPath">Images [N, H, W] of bytes.</param>
    /// <param name="labelsPath">Labels [N] of bytes.</param>
    /// <param name="classNames">A name for each class; when null, the numbers 0 to the largest label.</param>
    /// <exception cref="DataException">A file is absent, of another kind, cut short or longer than it says, the numbers differ, or a label has no class.</exception>
    public static ImageDataset Read(string imagesPath, string labelsPath, IReadOnlyList<string>? classNames = null)
    {
        var (images, pixels) = Read(imagesPath, ["images", "rows", "columns"]);
        var (count, labels) = Read(labelsPath, ["labels"]);
        if (images[0] != count[0])
            throw new DataException($"{imagesPath} holds {images[0]} images, {labelsPath} {count[0]} labels; expected as many of one as of the other");
        classNames ??= [.. Enumerable.Range(0, labels.Max() + 1).Select(c => $"{c}")];
        if (Array.FindIndex(labels, label => label >= classNames.Count) is var bad and >= 0)
            throw new DataException($"{labelsPath}, offset {8 + bad} of its content: image {bad} has the label {labels[bad]}; expected 0 to {classNames.Count - 1}");
        var (height, width) = (images[1], images[2]);
        return new ByteImages(imagesPath, classNames, Array.ConvertAll(labels, label => (int)label), [1, height, width],
            [new ByteImages.Part(imagesPath, pixels, images[0], 0, height * width)], "image");
    }

    private static (int[] Extents, byte[] Values) Read(string path, string[] dimensions)
    {
        var (stream, source) = PackedFile.Open(path);
        using (stream)
        {
            var expected = Bytes << 8 | dimensions.Length;
            var magic = source.Int32("the magic number");
            if (magic != expected)
                throw new DataException($"{path}, offset 0: the magic number is 0x{magic:X8}; expected 0x{expected:X8}, an IDX file of bytes of {dimensions.Length} dimensions ({string.Join(" × ", dimensions)})");
            var extents = Array.ConvertAll(dimensions, dimension => source.Int32($"the number of {dimension}"));
            for (var i = 0; i < extents.Length; i++)
                if (extents[i] < 1) throw new DataException($"{path}, offset {4 + 4 * i} of its content: the number of {dimensions[i]} is {extents[i]}; expected at least 1");
            var size = extents.Aggregate((Int128)1, (product, extent) => product * extent);
            if (size > Array.MaxLength)
                throw new DataException($"{path}, offset 4 of its content: {string.Join(" × ", extents)} bytes are stated; at most {Array.MaxLength} are read");
            var what = $"the content of {string.Join(" × ", extents.Zip(dimensions, (extent, dimension) => $"{extent} {dimension}"))}";
            var values = source.Take((long)size, what);
            source.RequireEnd("the file");
            return (extents, values);
        }
    }
}
