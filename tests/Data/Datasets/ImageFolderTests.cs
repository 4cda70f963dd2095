using System.Buffers.Binary;
using NeuralCore.Data.Datasets;
using NeuralCore.Tests.Data.Imaging;
using NeuralCore.Tests.Serialization;
using static NeuralCore.Tests.Data.Datasets.ImageFiles;

namespace NeuralCore.Tests.Data.Datasets;

/// <summary>A folder per class, on disk and in a zip file, with what may be wrong with them.</summary>
public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folders_are_classes_in_ordinal_order_and_files_their_images()
    {
        Write(_folder["d/zebra/1.bmp"], Bmp(2, 3, 51));
        Write(_folder["d/ant/b.PNG"], ImageSamples.PngGrey);
        Write(_folder["d/ant/deep/a.jpeg"], ImageSamples.Jpeg);
        Write(_folder["d/ant/notes.txt"], [1]);
        Write(_folder["d/ant/.hidden.png"], [1]);
        var parts = ImageSource.Open(_folder["d"]);
        Assert.Equal(["ant", "zebra"], parts.Train.ClassNames);
        Assert.Equal([0, 0, 1], parts.Train.Labels);
        Assert.Equal((null, null), (parts.Test, parts.Validation));
        Assert.Equal(_folder["d/ant/b.PNG"], parts.Train.Describe(0));
        Assert.Equal([3, 8, 16], parts.Train.Load(1).Shape);
        Assert.All(parts.Train.Load(2).Values, value => Assert.Equal(0.2f, value));
    }

    [Fact]
    public void Train_and_test_lie_apart_and_a_lone_validation_part_is_the_test()
    {
        foreach (var part in new[] { "train", "test", "val" })
            foreach (var c in new[] { "a", "b" }) Write(_folder[$"d/set/{part}/{c}/{part}.bmp"], Bmp(2, 2, 9));
        var parts = ImageSource.Open(_folder["d"]);
        Assert.Equal((2, 2, 2), (parts.Train.Count, parts.Test!.Count, parts.Validation!.Count));
        Assert.EndsWith("test.bmp", parts.Test.Describe(0));
        Directory.Delete(_folder["d/set/test"], recursive: true);
        parts = ImageSource.Open(_folder["d"]);
        Assert.Null(parts.Validation);
        Assert.EndsWith("val.bmp", parts.Test!.Describe(0));
        Write(_folder["d/set/val/c/x.bmp"], Bmp(2, 2, 9));
        Assert.Contains("has the classes a, b, c", Fails(() => ImageSource.Open(_folder["d"])));
    }

    [Fact]
    public void A_zip_file_is_read_without_unpacking_and_junk_is_passed_over()
    {
        var path = Zip(_folder["xo.zip"],
            ("top/", []), ("top/o/", []), ("top/o/1.bmp", Bmp(2, 2, 51)), ("top/o/Thumbs.db", [1, 2]), ("top/x/1.bmp", Bmp(2, 2, 102)),
            ("__MACOSX/top/o/._1.bmp", [0]), ("top/.DS_Store", [3]), ("top/x/2.bmp", Bmp(3, 2, 153)));
        var images = ImageSource.Open(path).Train;
        Assert.Equal(["o", "x"], images.ClassNames);
        Assert.Equal([0, 1, 1], images.Labels);
        Assert.Equal($"{path}: top/x/2.bmp", images.Describe(2));
        // From several threads at once, as a loader reads.
        Parallel.For(0, 200, i => Assert.Equal((i % 3 + 1) * 0.2f, images.Load(i % 3).Values[0]));
        Directory.CreateDirectory(_folder["alone"]);
        File.Copy(path, _folder["alone/xo.zip"]);
        Assert.Equal(3, ImageSource.Open(_folder["alone"]).Train.Count);
    }

    [Fact]
    public void An_empty_class_folder_is_named()
    {
        Write(_folder["d/a/1.bmp"], Bmp(2, 2, 9));
        Directory.CreateDirectory(_folder["d/b"]);
        Assert.Contains(_folder["d/b"] + " holds no image", Fails(() => ImageSource.Open(_folder["d"])));
    }

    [Fact]
    public void Folders_without_images_or_without_classes_are_told()
    {
        Directory.CreateDirectory(_folder["d"]);
        Assert.Contains("holds no images", Fails(() => ImageSource.Open(_folder["d"])));
        Write(_folder["d/1.bmp"], Bmp(2, 2, 9));
        Assert.Contains("expected one for each class", Fails(() => ImageSource.Open(_folder["d"])));
        Assert.Contains("does not exist", Fails(() => ImageSource.Open(_folder["absent"])));
        Assert.Contains("no zip file", Fails(() => ImageSource.Open(Write(_folder["notes.txt"], "notes"u8.ToArray()))));
    }

    [Fact]
    public void A_corrupt_image_is_named_when_read_and_can_be_left_out()
    {
        Write(_folder["d/a/1.bmp"], Bmp(2, 2, 9));
        Write(_folder["d/a/2.png"], ImageSamples.PngGrey[..40]);
        Write(_folder["d/b/1.bmp"], Bmp(2, 2, 9));
        Write(_folder["d/b/0.jpg"], "no image"u8.ToArray());
        var images = ImageSource.Open(_folder["d"]).Train;
        Assert.Equal(4, images.Count);
        Assert.Contains(_folder["d/a/2.png"], Fails(() => images.Load(1)));
        var parts = ImageSource.Open(_folder["d"], skipDamaged: true);
        Assert.Equal([0, 1], parts.Train.Labels);
        Assert.Equal([_folder["d/a/2.png"], _folder["d/b/0.jpg"]], parts.Skipped);
        File.Delete(_folder["d/b/1.bmp"]);
        Assert.Contains("all 1 images are damaged", Fails(() => ImageSource.Open(_folder["d"], skipDamaged: true)));
    }

    [Fact]
    public void A_zip_file_cut_short_is_told()
    {
        var bytes = File.ReadAllBytes(Zip(_folder["whole.zip"], ("a/1.bmp", Bmp(20, 20, 9)), ("b/1.bmp", Bmp(20, 20, 9))));
        for (var length = 0; length < bytes.Length; length += 7)
            Assert.Contains("cut.zip", Fails(() => ImageSource.Open(Write(_folder["cut.zip"], bytes[..length]))));
    }

    /// <summary>The directory's size of an entry, made smaller or larger than what it unpacks to.</summary>
    [Theory]
    [InlineData(-10)]
    [InlineData(+10)]
    [InlineData(+100_000_000)]
    public void A_zip_file_that_lies_about_a_size_is_told(int lie)
    {
        var bytes = File.ReadAllBytes(Zip(_folder["lie.zip"], ("a/1.bmp", Bmp(20, 20, 9)), ("b/1.bmp", Bmp(20, 20, 9))));
        var entry = bytes.AsSpan().IndexOf("PK\x01\x02"u8);
        var size = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(entry + 24));
        Assert.Equal(Bmp(20, 20, 9).Length, size);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(entry + 24), size + lie);
        Write(_folder["lie.zip"], bytes);
        var message = Fails(() => ImageSource.Open(_folder["lie.zip"]).Train.Load(0));
        Assert.Contains("lie.zip: a/1.bmp", message);
    }

    [Fact]
    public void A_flipped_byte_in_a_zip_file_does_not_pass_for_an_image()
    {
        var image = Bmp(20, 20, 9);
        new Random(1).NextBytes(image.AsSpan(54));   // so that packing makes it no smaller
        var bytes = File.ReadAllBytes(Zip(_folder["whole.zip"], ("a/1.bmp", image), ("b/1.bmp", Bmp(20, 20, 9))));
        for (var at = 200; at < 400; at += 20)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[at] ^= 16;
            Assert.Contains("a/1.bmp", Fails(() => ImageSource.Open(Write(_folder["flipped.zip"], damaged)).Train.Load(0)));
        }
    }

    private static string Fails(Action action) => Assert.Throws<DataException>(action).Message;
}
