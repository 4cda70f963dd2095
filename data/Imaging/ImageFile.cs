using System.Buffers.Binary;
using StbImageSharp;

namespace NeuralCore.Data.Imaging;

/// <summary>Reads images from PNG, JPEG and BMP files.</summary>
/// <remarks>
/// StbImageSharp decodes: it is managed code without a native payload, so the program stays one for every platform.
/// A grey file gives one channel, as does a BMP whose palette is grey; all others give three. Transparency is dropped,
/// and of sixteen bits the upper eight are kept.
/// </remarks>
public static class ImageFile
{
    /// <summary>The endings of the files that are read, in lower case.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".png", ".jpg", ".jpeg", ".bmp"];

    // Memory is taken on the word of a header. A byte of a BMP holds 8 pixels at most, one of a baseline or progressive
    // JPEG a bit per block of 64, one of a PNG 1032 bytes of 8 pixels.
    private const long LargestPixels = 1L << 26, BmpPixelsPerByte = 8, JpegPixelsPerByte = 512, PngPixelsPerByte = 8 * ByteSource.LargestInflation;

    /// <summary>Reads an image file.</summary>
    /// <exception cref="DataException">The file is absent, of another format or damaged.</exception>
    public static Image Read(string path)
    {
        using var stream = InputFile.Open(path);
        return Decode(PackedFile.ReadAll(stream, path), path);
    }

    /// <summary>Reads an image from the bytes of a file.</summary>
    /// <param name="bytes">The file's content.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="DataException">The content is of another format or damaged.</exception>
    public static Image Decode(byte[] bytes, string name)
    {
        var perByte = IsPng(bytes) ? PngPixelsPerByte : IsJpeg(bytes) ? JpegPixelsPerByte : IsBmp(bytes) ? BmpPixelsPerByte
            : throw new DataException($"{name}, offset 0: the file is no PNG, JPEG or BMP image");
        if (IsPng(bytes)) PngChunks.Require(bytes, name);
        try
        {
            if (ImageInfo.FromStream(new WholeStream(bytes)) is not { Width: > 0, Height: > 0 } info)
                throw new DataException($"{name}: the image's header is damaged");
            var pixels = (long)info.Width * info.Height;
            if (pixels > perByte * bytes.Length)
                throw new DataException($"{name}: the header states {info.Height}×{info.Width} pixels, which a file of {bytes.Length} bytes cannot hold; it is cut short or damaged");
            if (pixels > LargestPixels) throw new DataException($"{name}: the image has {info.Height}×{info.Width} pixels; at most {LargestPixels} are read");
            var channels = IsGrey(bytes, info) ? 1 : 3;
            var decoded = ImageResult.FromStream(new WholeStream(bytes), channels == 1 ? ColorComponents.Grey : ColorComponents.RedGreenBlue);
            return ToPlanes(decoded, channels);
        }
        catch (EndOfStreamException error)
        {
            throw new DataException($"{name}: the image cannot be decoded: {error.Message}", error);
        }
        // The decoder follows the file's word wherever it leads, so that every kind of fall is the file's fault. What it
        // says of the reason it keeps in a field that all threads share, and may be another image's.
        catch (Exception error) when (error is not DataException)
        {
            throw new DataException($"{name}: the image cannot be decoded: it is damaged, or of a kind of its format that is not read", error);
        }
    }

    private static bool IsPng(byte[] bytes) => bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);

    private static bool IsJpeg(byte[] bytes) => bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    private static bool IsBmp(byte[] bytes) => bytes.AsSpan().StartsWith("BM"u8);

    private static bool IsGrey(byte[] bytes, ImageInfo info) =>
        IsBmp(bytes) ? HasGreyPalette(bytes) : info.ColorComponents is ColorComponents.Grey or ColorComponents.GreyAlpha;

    // BITMAPINFOHEADER: its size at 14, bits per pixel at 28, the number of colours at 46 (0: all), then blue, green, red, 0 of each.
    private static bool HasGreyPalette(byte[] bytes)
    {
        if (bytes.Length < 54) return false;
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(28));
        var header = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(14));
        if (bits is not (1 or 4 or 8) || header is < 40 or > 200) return false;
        var stated = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(46));
        var colours = stated == 0 ? 1 << bits : (int)Math.Min(stated, 1u << bits);
        var palette = 14 + (int)header;
        if (bytes.Length < palette + 4 * colours) return false;
        for (var at = palette; at < palette + 4 * colours; at += 4)
            if (bytes[at] != bytes[at + 1] || bytes[at] != bytes[at + 2]) return false;
        return true;
    }

    private static Image ToPlanes(ImageResult decoded, int channels)
    {
        var pixels = decoded.Width * decoded.Height;
        var values = new float[channels * pixels];
        for (var c = 0; c < channels; c++)
            for (var i = 0; i < pixels; i++) values[c * pixels + i] = decoded.Data[i * channels + c] / 255f;
        return new Image(channels, decoded.Height, decoded.Width, values);
    }
}
