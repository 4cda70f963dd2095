using System.Formats.Tar;
using System.IO.Compression;
using NeuralCore.Data.Datasets;
using NeuralCore.Tests.Serialization;
using static NeuralCore.Tests.Data.Datasets.ImageFiles;

namespace NeuralCore.Tests.Data.Datasets;

/// <summary>CIFAR's binary files, in folders and in the archive that they come in, whole and damaged.</summary>
public sealed class CifarFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Batches_come_in_order_with_planes_and_labels()
    {
        Write(_folder["c/data_batch_2.bin.gz"], Gzip(Cifar([9])));
        Write(_folder["c/data_batch_1.bin"], Cifar([3], [0]));
        Write(_folder["c/data_batch_1.bin.gz"], Gzip(Cifar([3], [0])));
        Write(_folder["c/test_batch_first1000.bin.gz"], Gzip(Cifar([5])));
        var parts = ImageSource.Open(_folder["c"]);
        Assert.Equal([3, 0, 9], parts.Train.Labels);
        Assert.Equal([5], parts.Test!.Labels);
        Assert.Equal("cat", parts.Train.ClassNames[3]);
        var image = parts.Train.Load(1);
        Assert.Equal([3, 32, 32], image.Shape);
        for (var c = 0; c < 3; c++) Assert.All(image.Plane(c).ToArray(), value => Assert.Equal((10 + c) / 255f, value));
        Assert.EndsWith("data_batch_2.bin.gz, record 0", parts.Train.Describe(2));
    }

    [Fact]
    public void Cifar_100_gives_the_fine_label()
    {
        Write(_folder["cifar-100-binary/train.bin"], Cifar([19, 99], [2, 54]));
        Write(_folder["cifar-100-binary/test.bin"], Cifar([0, 0]));
        var parts = ImageSource.Open(Path.GetDirectoryName(_folder["cifar-100-binary"])!);
        Assert.Equal([99, 54], parts.Train.Labels);
        Assert.Equal((100, "worm", "orchid"), (parts.Train.ClassNames.Count, parts.Train.ClassNames[99], parts.Train.ClassNames[54]));
        Assert.Equal(0, parts.Train.Load(0).Values[0]);
    }

    [Fact]
    public void The_published_archive_is_read_without_unpacking()
    {
        foreach (var path in new[] { Archive("cifar-10-binary.tar.gz"), Path.GetDirectoryName(Archive("d/cifar-10-binary.tar.gz"))! })
        {
            var parts = ImageSource.Open(path);
            Assert.Equal([1, 2, 8], parts.Train.Labels);
            Assert.Equal([7], parts.Test!.Labels);
            Assert.EndsWith("cifar-10-binary.tar.gz: cifar-10-batches-bin/data_batch_2.bin, record 0", parts.Train.Describe(2));
        }
    }

    [Fact]
    public void An_archive_cut_short_is_told()
    {
        var bytes = File.ReadAllBytes(Archive("whole.tar.gz"));
        foreach (var length in new[] { 0, 5, 50, bytes.Length / 2 })
        {
            Write(_folder["cut.tar.gz"], bytes[..length]);
            Assert.Contains("cut.tar.gz", Fails(() => ImageSource.Open(_folder["cut.tar.gz"])));
        }
    }

    [Fact]
    public void Half_a_record_is_told()
    {
        var path = Write(_folder["data_batch_1.bin"], Cifar([1], [2])[..5000]);
        Assert.Contains("data_batch_1.bin, offset 3073 of its content: 5000 bytes are 1 records of 3073 and 1927 bytes more", Fails(() => CifarFiles.Read10(path)));
        Assert.Contains("0 records", Fails(() => CifarFiles.Read10(Write(_folder["data_batch_1.bin"], []))));
        var packed = Gzip(Cifar([1], [2]));
        Assert.Contains("data_batch_1.bin", Fails(() => CifarFiles.Read10(Write(_folder["data_batch_1.bin"], packed[..(packed.Length / 2)]))));
    }

    [Fact]
    public void A_label_without_a_class_is_told()
    {
        Assert.Contains("offset 3073 of its content: record 1 has the label 10; expected 0 to 9", Fails(() => CifarFiles.Read10(Write(_folder["a.bin"], Cifar([0], [10])))));
        Assert.Contains("offset 1 of its content: record 0 has the label 100; expected 0 to 99", Fails(() => CifarFiles.Read100(Write(_folder["b.bin"], Cifar([0, 100])))));
    }

    [Fact]
    public void Test_images_alone_are_not_enough()
    {
        Write(_folder["t/test_batch.bin"], Cifar([0]));
        Assert.Contains("data_batch_1.bin", Fails(() => ImageSource.Open(_folder["t"])));
    }

    [Fact]
    public void A_data_set_of_another_kind_is_told()
    {
        Write(_folder["c/data_batch_1.bin"], Cifar([3]));
        Assert.Contains("mnist has 10 of [1, 28, 28]", Fails(() => DatasetRegistry.Find("mnist")!.Open(_folder["c"])));
        Assert.Contains("cifar100 has 100", Fails(() => DatasetRegistry.Find("cifar100")!.Open(_folder["c"])));
    }

    private string Archive(string name)
    {
        var path = _folder[name];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var tar = new TarWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest));
        foreach (var (file, bytes) in new[] { ("data_batch_2.bin", Cifar([8])), ("readme.html", "<html>"u8.ToArray()), ("data_batch_1.bin", Cifar([1], [2])), ("test_batch.bin", Cifar([7])) })
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"cifar-10-batches-bin/{file}") { DataStream = new MemoryStream(bytes) });
        return path;
    }

    private static string Fails(Action action) => Assert.Throws<DataException>(action).Message;
}
