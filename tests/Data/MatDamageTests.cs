using NeuralCore.Data;

namespace NeuralCore.Tests.Data;

/// <summary>Files that are cut short, lie or are something else give a DataException with file and offset, and nothing else.</summary>
public sealed class MatDamageTests
{
    private static readonly string[] Names = ["cube", "ground_truth", "doubles", "singles", "shorts"];

    [Theory]
    [InlineData("v4.mat")]
    [InlineData("v5_plain.mat")]
    [InlineData("v5_compressed.mat")]
    [InlineData("v73.mat")]
    public void A_sample_cut_at_any_byte_is_an_error(string sample)
    {
        var bytes = File.ReadAllBytes(Files.Reference(sample));
        // HDF5 states its length, so that one place is like another; every byte of the small files is tried.
        var step = bytes.Length > 4096 ? 61 : 1;
        for (var length = 0; length < bytes.Length; length += step)
        {
            var error = Record.Exception(() => ReadAll(Read(bytes[..length]), sample));
            Assert.True(error is DataException, $"cut at {length}: {error?.GetType().Name ?? "no error"} {error?.Message}");
            Assert.Contains("sample.mat", error!.Message);
        }
    }

    [Theory]
    [InlineData("v4.mat")]
    [InlineData("v5_plain.mat")]
    [InlineData("v5_compressed.mat")]
    [InlineData("v73.mat")]
    public void A_sample_with_wrong_bytes_is_read_or_a_data_error(string sample)
    {
        var bytes = File.ReadAllBytes(Files.Reference(sample));
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var damaged = bytes.ToArray();
            for (var k = 0; k < 3; k++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var error = Record.Exception(() => Read(damaged));
            Assert.True(error is null or DataException, $"try {i}: {error}");
        }
    }

    [Theory]
    [InlineData(new int[] { 60000, 60000, 500 })]
    [InlineData(new int[] { int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue })]
    [InlineData(new int[] { -2, -3 })]
    [InlineData(new int[] { 7 })]
    public void A_header_that_lies_about_its_size_costs_no_memory(int[] shape)
    {
        var writer = new MatWriter(isBig: false);
        var element = writer.Matrix("cube", 6, shape, 9, [1.0, 2.0]);
        foreach (var bytes in (byte[][])[writer.Version5(element), writer.Version5(writer.Compress(element))])
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var error = Assert.Throws<DataException>(() => Read(bytes));
            Assert.Contains("offset", error.Message);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        }
    }

    [Theory]
    [InlineData(40000, "needs 12800000000 bytes, but 8 are left")]
    [InlineData(int.MaxValue, "but 8 are left")]
    [InlineData(-1, "the impossible size -1 × -1")]
    public void A_version_4_header_that_lies_costs_no_memory(int size, string message)
    {
        var bytes = new MatWriter(isBig: false).Version4("x", 0, size, size, [1.0]);
        Assert.Contains(message, Assert.Throws<DataException>(() => Read(bytes)).Message);
    }

    [Fact]
    public void A_file_of_another_kind_is_named_as_such()
    {
        foreach (var bytes in (byte[][])[[], [1, 2, 3], "PK\u0003\u0004 no MAT file at all"u8.ToArray(), new byte[200]])
            Assert.Throws<DataException>(() => Read(bytes)["x"]);
        Assert.Contains("does not exist", Assert.Throws<DataException>(() => MatFile.Read("/nowhere/scene.mat")).Message);
        Assert.Contains("is a folder", Assert.Throws<DataException>(() => MatFile.Read(Path.GetTempPath())).Message);
    }

    [Fact]
    public void A_damaged_zlib_stream_is_a_data_error_with_its_offset()
    {
        var writer = new MatWriter(isBig: false);
        var compressed = writer.Compress(writer.Matrix("x", 6, [1, 100], 9, [.. Enumerable.Range(0, 100).Select(i => (object)i)]));
        // The checksum at the end, the values in between, and the stream's own header (8: the first byte behind the tag).
        foreach (var at in (int[])[compressed.Length - 2, compressed.Length / 2, 8, 9])
        {
            var damaged = compressed.ToArray();
            damaged[at] ^= 0x55;
            Assert.Contains("offset 136", Assert.Throws<DataException>(() => Read(writer.Version5(damaged))).Message);
        }
    }

    private static MatFile Read(byte[] bytes) => MatFile.Read(new MemoryStream(bytes), "sample.mat");

    // A version-5 file that ends between two variables is a file with fewer of them: asking for all shows it.
    private static int ReadAll(MatFile file, string sample) =>
        (sample == "v4.mat" ? ["doubles"] : sample == "v5_plain.mat" ? [.. Names, "info"] : Names).Sum(name => file[name].Shape.Rank);
}
