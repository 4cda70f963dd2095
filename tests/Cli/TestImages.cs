using System.Buffers.Binary;

namespace NeuralCore.Tests.Cli;

/// <summary>Images as 24-bit BMP files, and folders of them that any network tells apart: one class bright at the left, the other at the right.</summary>
internal static class TestImages
{
    /// <summary>Writes one colour image whose values a function gives by row and column.</summary>
    public static string Write(string path, int height, int width, Func<int, int, byte> value)
    {
        var stride = (3 * width + 3) / 4 * 4;
        var bytes = new byte[54 + stride * height];
        "BM"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(2), bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(22), height);
        bytes[26] = 1;
        bytes[28] = 24;
        for (var row = 0; row < height; row++)
            for (var column = 0; column < width; column++)
                bytes.AsSpan(54 + (height - 1 - row) * stride + 3 * column, 3).Fill(value(row, column));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Writes so many images of each class into folders <c>left</c> and <c>right</c>, drawn from a seed.</summary>
    public static string WriteFolder(string path, int count, int side = 16)
    {
        var random = new Generator(5, Generator.Streams.Data);
        foreach (var (name, isLeft) in new[] { ("left", true), ("right", false) })
            for (var i = 0; i < count; i++)
            {
                var noise = new double[side * side];
                random.Uniform(noise, 0, 60);
                Write(Path.Combine(path, name, $"{name}{i:00}.bmp"), side, side,
                    (row, column) => (byte)((column < side / 2 == isLeft ? 150 : 20) + noise[row * side + column]));
            }
        return path;
    }
}
