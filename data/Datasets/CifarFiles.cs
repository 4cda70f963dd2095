namespace NeuralCore.Data.Datasets;

/// <summary>Images in the binary files of CIFAR-10 and CIFAR-100 (Krizhevsky 2009), plain or packed by gzip.</summary>
/// <remarks>
/// Records without a header: the label (CIFAR-100: the coarse label, then the fine one, which is read), then 3,072 bytes,
/// the red, the green and the blue plane of 32 × 32, row-major.
/// </remarks>
public static class CifarFiles
{
    private const int Side = 32, Planes = 3 * Side * Side;

    /// <summary>The classes of CIFAR-10.</summary>
    public static IReadOnlyList<string> Names10 { get; } = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>The fine classes of CIFAR-100.</summary>
    public static IReadOnlyList<string> Names100 { get; } =
    [
        "apple", "aquarium_fish", "baby", "bear", "beaver", "bed", "bee", "beetle", "bicycle", "bottle",
        "bowl", "boy", "bridge", "bus", "butterfly", "camel", "can", "castle", "caterpillar", "cattle",
        "chair", "chimpanzee", "clock", "cloud", "cockroach", "couch", "crab", "crocodile", "cup", "dinosaur",
        "dolphin", "elephant", "flatfish", "forest", "fox", "girl", "hamster", "house", "kangaroo", "keyboard",
        "lamp", "lawn_mower", "leopard", "lion", "lizard", "lobster", "man", "maple_tree", "motorcycle", "mountain",
        "mouse", "mushroom", "oak_tree", "orange", "orchid", "otter", "palm_tree", "pear", "pickup_truck", "pine_tree",
        "plain", "plate", "poppy", "porcupine", "possum", "rabbit", "raccoon", "ray", "road", "rocket",
        "rose", "sea", "seal", "shark", "shrew", "skunk", "skyscraper", "snail", "snake", "spider",
        "squirrel", "streetcar", "sunflower", "sweet_pepper", "table", "tank", "telephone", "television", "tiger", "tractor",
        "train", "trout", "tulip", "turtle", "wardrobe", "whale", "willow_tree", "wolf", "woman", "worm",
    ];

    /// <summary>Reads CIFAR-10 batches into memory, one after the other.</summary>
    /// <exception cref="DataException">A file is absent, empty or cut short, or a label is above 9.</exception>
    public static ImageDataset Read10(params IReadOnlyList<string> paths) => Read([.. paths.Select(path => (path, PackedFile.ReadAll(path)))], isHundred: false);

    /// <summary>Reads a CIFAR-100 file into memory.</summary>
    /// <exception cref="DataException">The file is absent, empty or cut short, or a label is out of range.</exception>
    public static ImageDataset Read100(string path) => Read([(path, PackedFile.ReadAll(path))], isHundred: true);

    internal static ImageDataset Read(IReadOnlyList<(string Path, byte[] Bytes)> files, bool isHundred)
    {
        var (names, labelBytes) = isHundred ? (Names100, 2) : (Names10, 1);
        var stride = labelBytes + Planes;
        List<ByteImages.Part> parts = [];
        List<int> labels = [];
        foreach (var (path, bytes) in files)
        {
            var (count, rest) = Math.DivRem(bytes.Length, stride);
            if (count == 0 || rest != 0)
                throw new DataException($"{path}, offset {count * stride} of its content: {bytes.Length} bytes are {count} records of {stride} and {rest} bytes more; expected whole records of {(isHundred ? "CIFAR-100" : "CIFAR-10")}: the file is cut short or of another kind");
            for (var k = 0; k < count; k++)
            {
                var at = k * stride + labelBytes - 1;
                if (bytes[at] >= names.Count)
                    throw new DataException($"{path}, offset {at} of its content: record {k} has the label {bytes[at]}; expected 0 to {names.Count - 1}");
                labels.Add(bytes[at]);
            }
            parts.Add(new ByteImages.Part(path, bytes, count, labelBytes, stride));
        }
        return new ByteImages(parts.Count == 1 ? parts[0].File : Path.GetDirectoryName(parts[0].File) ?? parts[0].File, names, [.. labels], [3, Side, Side], parts, "record");
    }
}
