using NeuralCore.Data.Datasets;
using NeuralCore.Tests.Serialization;
using static NeuralCore.Tests.Data.Datasets.ImageFiles;

namespace NeuralCore.Tests.Data.Datasets;

/// <summary>IDX files as MNIST's, whole and damaged.</summary>
public sealed class IdxFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _pixels = [.. Enumerable.Range(0, 24).Select(i => (byte)(10 * i))];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Images_and_labels_come_in_order(bool isPacked)
    {
        var set = Read(Idx([4, 2, 3], _pixels), Idx([4], [1, 0, 2, 1]), isPacked);
        Assert.Equal((4, 3), (set.Count, set.ClassNames.Count));
        Assert.Equal([1, 0, 2, 1], set.Labels);
        Assert.Equal([1, 2, 3], set.ImageShape!.Value);
        Assert.Equal([.. Enumerable.Range(6, 6).Select(i => 10 * i / 255f)], set.Load(1).Values);
        Assert.EndsWith("images, image 3", set.Describe(3));
    }

    [Fact]
    public void A_folder_is_opened_by_the_usual_names()
    {
        Write(_folder["d/train-images-idx3-ubyte.gz"], Gzip(Idx([4, 2, 3], _pixels)));
        Write(_folder["d/train-labels.idx1-ubyte"], Idx([4], [0, 1, 0, 1]));
        Assert.Null(ImageSource.Open(_folder["d"]).Test);
        Write(_folder["d/t10k-images-idx3-ubyte"], Idx([2, 2, 3], _pixels[..12]));
        Assert.Contains("t10k-labels-idx1-ubyte", Fails(() => ImageSource.Open(_folder["d"])));
        Write(_folder["d/t10k-labels-idx1-ubyte.gz"], Gzip(Idx([2], [1, 0])));
        var parts = ImageSource.Open(_folder["d"]);
        Assert.Equal((4, 2), (parts.Train.Count, parts.Test!.Count));
        File.Delete(_folder["d/train-images-idx3-ubyte.gz"]);
        Assert.Contains("train-images-idx3-ubyte", Fails(() => ImageSource.Open(_folder["d"])));
    }

    [Fact]
    public void Under_the_usual_names_there_are_ten_classes_and_a_further_label_is_told()
    {
        Write(_folder["d/train-images-idx3-ubyte"], Idx([4, 2, 3], _pixels));
        Write(_folder["d/train-labels-idx1-ubyte"], Idx([4], [0, 9, 0, 1]));
        Assert.Equal(10, ImageSource.Open(_folder["d"]).Train.ClassNames.Count);
        Write(_folder["d/train-labels-idx1-ubyte"], Idx([4], [0, 10, 0, 1]));
        Assert.Contains("offset 9 of its content: image 1 has the label 10; expected 0 to 9", Fails(() => ImageSource.Open(_folder["d"])));
    }

    [Fact]
    public void A_wrong_magic_number()
    {
        Assert.Contains("offset 0: the magic number is 0x00000D03; expected 0x00000803", Fails(Idx([4, 2, 3], _pixels, 0xD03), Idx([4], new byte[4])));
        // The two files given the wrong way round.
        Assert.Contains("0x00000801; expected 0x00000803", Fails(Idx([4], new byte[4]), Idx([4, 2, 3], _pixels)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_cut_is_told(bool isPacked)
    {
        var (images, labels) = (Idx([4, 2, 3], _pixels), Idx([4], [1, 0, 2, 1]));
        for (var length = 0; length < images.Length; length++) Assert.Contains("images", Fails(images[..length], labels, isPacked));
        for (var length = 0; length < labels.Length; length++) Assert.Contains("labels", Fails(images, labels[..length], isPacked));
        var packed = Gzip(images);
        // The last twelve bytes are the end mark, checksum and size, without which the content is whole.
        for (var length = 0; length < packed.Length - 12; length++) Assert.Contains("images", Fails(packed[..length], labels));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bytes_left_over_are_told(bool isPacked) =>
        Assert.Contains("more than it says", Fails([.. Idx([4, 2, 3], _pixels), 0], Idx([4], new byte[4]), isPacked));

    [Fact]
    public void A_label_without_a_class()
    {
        var message = Fails(() => Read(Idx([4, 2, 3], _pixels), Idx([4], [0, 1, 7, 1]), false, ["a", "b"]));
        Assert.Contains("labels, offset 10 of its content: image 2 has the label 7; expected 0 to 1", message);
    }

    [Fact]
    public void Numbers_that_differ() => Assert.Contains("holds 4 images", Fails(Idx([4, 2, 3], _pixels), Idx([3], new byte[3])));

    [Fact]
    public void Sizes_that_lie_take_no_memory()
    {
        Assert.Contains("the content of 2000000000 images", Fails(Idx([2_000_000_000, 1, 1], _pixels), Idx([4], new byte[4]), true));
        Assert.Contains("at most", Fails(Idx([int.MaxValue, 1000, 1000], _pixels), Idx([4], new byte[4])));
        Assert.Contains("the number of rows is 0", Fails(Idx([4, 0, 3], []), Idx([4], new byte[4])));
        Assert.Contains("the number of images is -1", Fails(Idx([-1, 2, 3], _pixels), Idx([4], new byte[4])));
    }

    private ImageDataset Read(byte[] images, byte[] labels, bool isPacked, IReadOnlyList<string>? names = null) => IdxFiles.Read(
        Write(_folder["images"], isPacked ? Gzip(images) : images), Write(_folder["labels"], isPacked ? Gzip(labels) : labels), names);

    private string Fails(byte[] images, byte[] labels, bool isPacked = false) => Fails(() => Read(images, labels, isPacked));

    private static string Fails(Action action) => Assert.Throws<DataException>(action).Message;
}
