using NeuralCore.Data.Imaging;
using NeuralCore.Tests.Serialization;

namespace NeuralCore.Tests.Data.Imaging;

/// <summary>PNG, JPEG and BMP as PIL reads them, and damage that is told and never crashes.</summary>
public sealed class ImageFileTests
{
    private static readonly int[] Red = [255, 0, 0, 10, 128, 255], Green = [0, 255, 0, 20, 128, 255], Blue = [0, 0, 255, 30, 128, 255];

    public static TheoryData<string, byte[]> Colour => new()
    {
        { "rgb.png", ImageSamples.PngRgb }, { "rgba.png", ImageSamples.PngRgba }, { "palette.png", ImageSamples.PngPalette }, { "24.bmp", ImageSamples.Bmp24 },
    };

    public static TheoryData<string, byte[]> All => new()
    {
        { "rgb.png", ImageSamples.PngRgb }, { "grey.png", ImageSamples.PngGrey }, { "24.bmp", ImageSamples.Bmp24 }, { "1.bmp", ImageSamples.Bmp1 },
        { "baseline.jpg", ImageSamples.Jpeg }, { "progressive.jpg", ImageSamples.JpegProgressive },
    };

    [Theory, MemberData(nameof(Colour))]
    public void Colours_are_three_planes(string name, byte[] bytes)
    {
        var image = ImageFile.Decode(bytes, name);
        Assert.Equal([3, 2, 3], image.Shape);
        Assert.Equal(Values([.. Red, .. Green, .. Blue]), image.Values);
    }

    [Fact]
    public void Grey_is_one_plane()
    {
        var image = ImageFile.Decode(ImageSamples.PngGrey, "grey.png");
        Assert.Equal([1, 2, 3], image.Shape);
        Assert.Equal(Values([0, 50, 100, 150, 200, 255]), image.Values);
    }

    [Fact]
    public void Black_and_white_is_one_plane_whatever_the_format()
    {
        var expected = Values([255, 0, 255, 0, 255, 0, 255, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255]);
        foreach (var bytes in new[] { ImageSamples.Png1, ImageSamples.Bmp1 })
        {
            var image = ImageFile.Decode(bytes, "1");
            Assert.Equal([1, 2, 9], image.Shape);
            Assert.Equal(expected, image.Values);
        }
    }

    [Fact]
    public void A_jpeg_is_within_a_step_or_two_of_another_decoder()
    {
        // Every 17th pixel as PIL (libjpeg) decodes it.
        int[][] expected = [[0, 0, 127], [14, 33, 128], [33, 64, 128], [50, 94, 129], [63, 129, 127], [80, 159, 128], [97, 192, 128], [111, 225, 129]];
        foreach (var bytes in new[] { ImageSamples.Jpeg, ImageSamples.JpegProgressive })
        {
            var image = ImageFile.Decode(bytes, "x.jpg");
            Assert.Equal([3, 8, 16], image.Shape);
            for (var i = 0; i < expected.Length; i++)
                for (var c = 0; c < 3; c++) Assert.Equal(expected[i][c], 255 * image.Plane(c)[17 * i], 2.0);
        }
        var sub = ImageFile.Decode(ImageSamples.JpegSubsampled, "x.jpg");
        Assert.Equal([3, 8, 16], sub.Shape);
        Assert.Equal(64, 255 * sub.Plane(0)[17 * 4], 4.0);
        var grey = ImageFile.Decode(ImageSamples.JpegGrey, "x.jpg");
        Assert.Equal([1, 8, 8], grey.Shape);
        for (var i = 0; i < 8; i++) Assert.Equal(36 * i, 255 * grey.Values[9 * i], 2.0);
    }

    /// <summary>Of a JPEG a last row may be missing its padding only; of the others every byte counts, so that no cut goes unseen.</summary>
    [Theory, MemberData(nameof(All))]
    public void Every_cut_is_a_data_error_that_names_the_file(string name, byte[] bytes)
    {
        var until = name.EndsWith(".bmp") ? bytes.Length - 3 : bytes.Length - 2;
        for (var length = 0; length < until; length++)
            Assert.Contains(name, Assert.Throws<DataException>(() => ImageFile.Decode(bytes[..length], name)).Message);
    }

    [Fact]
    public void A_changed_byte_of_a_png_is_found_by_its_checksum()
    {
        var bytes = ImageSamples.PngRgb;
        for (var at = 8; at < bytes.Length; at++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[at] ^= 4;
            Assert.Throws<DataException>(() => ImageFile.Decode(damaged, "x.png"));
        }
        bytes[45] ^= 1;
        Assert.Contains("x.png, offset 33: the checksum", Assert.Throws<DataException>(() => ImageFile.Decode(bytes, "x.png")).Message);
    }

    [Fact]
    public void Random_damage_is_either_an_image_or_a_data_error()
    {
        var random = new Random(3);
        foreach (var (_, bytes) in All.Select(row => row.Data))
            for (var round = 0; round < 100; round++)
            {
                var damaged = (byte[])bytes.Clone();
                for (var k = 0; k < 4; k++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                try
                {
                    Assert.All(ImageFile.Decode(damaged, "x").Values, value => Assert.InRange(value, 0f, 1f));
                }
                catch (DataException)
                {
                    // As it should be.
                }
            }
    }

    [Fact]
    public void A_header_that_states_more_pixels_than_the_file_holds_takes_no_memory()
    {
        var bytes = ImageSamples.Bmp24;
        bytes[20] = 0xE9;   // the third byte of the width: fifteen million pixels to a row
        Assert.Contains("cannot hold", Assert.Throws<DataException>(() => ImageFile.Decode(bytes, "wide.bmp")).Message);
    }

    [Fact]
    public void Other_files_are_told_by_their_content()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["notes.png"], "this is no image");
        Assert.Contains("notes.png, offset 0: the file is no PNG, JPEG or BMP", Assert.Throws<DataException>(() => ImageFile.Read(folder["notes.png"])).Message);
        Assert.Contains("does not exist", Assert.Throws<DataException>(() => ImageFile.Read(folder["absent.png"])).Message);
        File.WriteAllBytes(folder["a.bmp"], ImageSamples.PngGrey);
        Assert.Equal([1, 2, 3], ImageFile.Read(folder["a.bmp"]).Shape);
    }

    private static float[] Values(int[] bytes) => Array.ConvertAll(bytes, value => value / 255f);
}
