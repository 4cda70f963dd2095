namespace NeuralCore.Data.Datasets;

/// <summary>The table of contents of the data sets.</summary>
public static class DatasetRegistry
{
    /// <summary>MNIST's classes, and those of files under its names that say nothing else.</summary>
    internal static readonly string[] Digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    private static readonly string[] Clothes =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    private static readonly Shape Scenery = [3, 64, 64];

    /// <summary>All data sets, in the order of the list.</summary>
    public static IReadOnlyList<DatasetInfo> All { get; } =
    [
        // LeCun, Bottou, Bengio and Haffner 1998; the first address is PyTorch's mirror, for the original site is often closed.
        Files("mnist", "Handwritten digits", Digits, [1, 28, 28], 60_000, 10_000, "https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/",
        [
            ("train-images-idx3-ubyte.gz", 9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
            ("train-labels-idx1-ubyte.gz", 28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
            ("t10k-images-idx3-ubyte.gz", 1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
            ("t10k-labels-idx1-ubyte.gz", 4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
        ]),

        // Xiao, Rasul and Vollgraf 2017, arXiv:1708.07747; the addresses are those of their README and their repository.
        Files("fashion_mnist", "Pieces of clothing", Clothes, [1, 28, 28], 60_000, 10_000, "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/", "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
        [
            ("train-images-idx3-ubyte.gz", 26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            ("train-labels-idx1-ubyte.gz", 29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            ("t10k-images-idx3-ubyte.gz", 4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            ("t10k-labels-idx1-ubyte.gz", 5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
        ]),

        // Krizhevsky 2009, "Learning multiple layers of features from tiny images".
        Files("cifar10", "Photographs of ten kinds of things", CifarFiles.Names10, [3, 32, 32], 50_000, 10_000, "https://www.cs.toronto.edu/~kriz/", null,
            [("cifar-10-binary.tar.gz", 170_052_171, "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")]),
        Files("cifar100", "Photographs of a hundred kinds of things", CifarFiles.Names100, [3, 32, 32], 50_000, 10_000, "https://www.cs.toronto.edu/~kriz/", null,
            [("cifar-100-binary.tar.gz", 168_513_733, "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec")]),

        new DatasetInfo
        {
            Name = "xo",
            Description = "Circles and crosses, the course's own: a zip file or a folder of two folders",
            ImageShape = [1, 116, 116],
            TrainCount = 2000,
            OpenImages = (path, options) => ImageSource.Open(path!, null, options.SkipDamaged),
        },
        new DatasetInfo
        {
            Name = "xo_generated",
            Description = "Circles and crosses drawn by the program",
            IsGenerated = true,
            ClassNames = Glyph.Names,
            ImageShape = [1, 116, 116],
            TrainCount = 2000,
            OpenImages = (_, options) => new ImageParts(Images(options), null, null, []),
        },
        new DatasetInfo
        {
            Name = "xo_scenes",
            Description = "Scenes of several circles and crosses drawn by the program, a class for each pixel",
            Kind = DatasetKind.Scenes,
            IsGenerated = true,
            ClassNames = ["background", .. Glyph.Names],
            ImageShape = Scenery,
            TrainCount = 1000,
            TestCount = 200,
            OpenScenes = options => Scenes(options),
        },
        new DatasetInfo
        {
            Name = "images",
            Description = "Your own: a folder or zip file with a folder for each class, or that below train and test",
            OpenImages = (path, options) => ImageSource.Open(path!, null, options.SkipDamaged),
        },
    ];

    /// <summary>The data set of a name; null where there is none.</summary>
    public static DatasetInfo? Find(string name) => All.FirstOrDefault(info => info.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static XoImages Images(DatasetOptions options)
    {
        var shape = options.ImageShape ?? [1, 116, 116];
        return shape.Rank == 3 ? new XoImages(options.Count ?? 2000, shape[1], shape[2], options.Seed, shape[0])
            : throw new UsageException($"xo_generated of {shape} was asked for; expected [C, H, W]");
    }

    // A fifth as many to be scored as to learn from.
    private static (IDataset Train, IDataset Test) Scenes(DatasetOptions options)
    {
        var (count, shape) = (options.Count ?? 1000, options.ImageShape ?? Scenery);
        return (new XoScenes(count, shape, options.Seed), new XoScenes(Math.Max(1, count / 5), shape, options.Seed, count));
    }

    private static DatasetInfo Files(
        string name, string description, IReadOnlyList<string> classNames, Shape shape, int train, int test, string address, string? second,
        ReadOnlySpan<(string Name, long Size, string Sha256)> files)
    {
        List<DatasetFile> published = [];
        foreach (var (file, size, sha256) in files)
            published.Add(new DatasetFile(file, size, sha256, [new Uri(address + file), .. second is null ? Array.Empty<Uri>() : [new Uri(second + file)]]));
        return new DatasetInfo
        {
            Name = name,
            Description = description,
            ClassNames = classNames,
            ImageShape = shape,
            TrainCount = train,
            TestCount = test,
            Files = published,
            OpenImages = (path, options) => ImageSource.Open(path!, classNames, options.SkipDamaged),
        };
    }
}
