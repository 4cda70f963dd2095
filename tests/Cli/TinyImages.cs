using System.Buffers.Binary;

namespace NeuralCore.Tests.Cli;

/// <summary>Data sets of a few images in the formats of the real ones, in a folder that goes with the test.</summary>
internal sealed class TinyImages : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private TinyImages() { }

    public string Path => _folder.FullName;

    /// <summary>MNIST's four IDX files: noise with a bright row whose place is the class.</summary>
    public static TinyImages Mnist(int train, int test)
    {
        var images = new TinyImages();
        foreach (var (part, count) in new[] { ("train", train), ("t10k", test) })
        {
            images.Write($"{part}-images-idx3-ubyte", [.. Header(0x803, count, 28, 28), .. Enumerable.Range(0, count).SelectMany(i => Pixels(i, 28 * 28, (i % 10 * 2 + 4) * 28, 28))]);
            images.Write($"{part}-labels-idx1-ubyte", [.. Header(0x801, count), .. Enumerable.Range(0, count).Select(i => (byte)(i % 10))]);
        }
        return images;
    }

    /// <summary>CIFAR-10's binary files.</summary>
    public static TinyImages Cifar(int train, int test)
    {
        var images = new TinyImages();
        foreach (var (name, count) in new[] { ("data_batch_1.bin", train), ("test_batch.bin", test) })
            images.Write(name, [.. Enumerable.Range(0, count).SelectMany(i => Pixels(i, 3072, i % 10 * 96, 96).Prepend((byte)(i % 10)))]);
        return images;
    }

    /// <summary>Circles and crosses of 116×116 pixels as BMP files of 24 bits, a folder a class.</summary>
    public static TinyImages Xo(int each)
    {
        var images = new TinyImages();
        for (var i = 0; i < each; i++)
        {
            images.Write(System.IO.Path.Combine("circles", $"{i}.bmp"), Bitmap((x, y) => Math.Abs(Math.Sqrt(x * x + y * y) - 30 - i) < 2));
            images.Write(System.IO.Path.Combine("crosses", $"{i}.bmp"), Bitmap((x, y) => Math.Abs(Math.Abs(x) - Math.Abs(y)) < 3 && Math.Abs(x) < 30 + i));
        }
        return images;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Write(string name, byte[] content)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    private static byte[] Header(params int[] numbers)
    {
        var bytes = new byte[4 * numbers.Length];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 * i), numbers[i]);
        return bytes;
    }

    private static IEnumerable<byte> Pixels(int seed, int count, int start, int length)
    {
        var generator = new Generator((ulong)seed + 1, Generator.Streams.Data);
        return [.. Enumerable.Range(0, count).Select(p => (byte)(p >= start && p < start + length ? 250 : generator.NextInt(60)))];
    }

    private static byte[] Bitmap(Func<int, int, bool> isInk)
    {
        const int Side = 116, Row = Side * 3;   // a multiple of four bytes
        var file = new byte[54 + Side * Row];
        "BM"u8.CopyTo(file);
        foreach (var (at, value) in new[] { (2, file.Length), (10, 54), (14, 40), (18, Side), (22, Side), (26, 1 | 24 << 16), (34, Side * Row) })
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++)
                if (isInk(x - Side / 2, y - Side / 2)) file.AsSpan(54 + y * Row + 3 * x, 3).Fill(255);
        return file;
    }
}
