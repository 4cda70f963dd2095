using NeuralCore.Data;

namespace NeuralCore.Tests.Data;

/// <summary>ENVI images of every interleave, number type and byte order give the same cube.</summary>
public sealed class EnviFileTests : IDisposable
{
    private const int Height = 3, Width = 4, Bands = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, int, bool> Forms => [.. from interleave in (string[])["bsq", "BIL", "bip"]
                                                             from type in (int[])[1, 2, 3, 4, 5, 12, 13, 14, 15]
                                                             from isBig in (bool[])[false, true]
                                                             select (interleave, type, isBig)];

    [Theory, MemberData(nameof(Forms))]
    public void Every_form_gives_the_cube_with_the_band_innermost(string interleave, int type, bool isBig)
    {
        var path = Write(interleave, type, isBig, offset: 7);
        var image = EnviFile.Read(path);
        Assert.Equal(new Shape(Height, Width, Bands), image.Shape);
        for (var (at, values) = (0, image.To<int>()); at < values.Length; at++)
            Assert.Equal(ValueAt(at / Bands / Width, at / Bands % Width, at % Bands), values[at]);
        Assert.True(EnviFile.Recognises(Path.ChangeExtension(path, ".img")));
        Assert.Equal(image.Values, EnviFile.Read(Path.ChangeExtension(path, ".img")).Values);
    }

    [Fact]
    public void A_classification_gives_labels_and_their_names_and_a_MAT_file_beside_it_is_no_ENVI_image()
    {
        var cube = Write("bil", 2, isBig: false, offset: 0);
        var labels = Path.Combine(_folder, "gt.hdr");
        File.WriteAllText(labels, $"ENVI\nsamples = {Width}\nlines = {Height}\nbands = 1\nfile type = ENVI Classification\ndata type = 1\ninterleave = bsq\nclasses = 4\nclass names = {{\n Unclassified, Corn,\n Soy beans, Oats }}\n");
        File.WriteAllBytes(Path.Combine(_folder, "gt"), [0, 1, 1, 3, 0, 1, 3, 3, 0, 0, 0, 0]);
        var scene = SceneFile.Load(cube, labels);
        Assert.Equal(["Corn", "Oats"], scene.ClassNames);
        Assert.Equal([1, 3], scene.LabelValues);
        Assert.Equal([0, 1, 1, 2, 0, 1, 2, 2, 0, 0, 0, 0], scene.Labels);
        File.Copy(Files.Reference("v5_plain.mat"), Path.Combine(_folder, "cube.mat"));
        Assert.Equal(new Shape(6, 5, 4), SceneFile.Load(Path.Combine(_folder, "cube.mat")).Shape);
        Assert.Contains("holds no labels", Assert.Throws<DataException>(() => SceneFile.Load(cube)).Message);
        Assert.Contains("has 5 bands", Assert.Throws<DataException>(() => SceneFile.Load(cube, cube)).Message);
    }

    [Fact]
    public void A_raw_file_shorter_than_the_header_says_is_an_error_with_its_offset()
    {
        var path = Write("bsq", 2, isBig: false, offset: 0);
        var data = Path.ChangeExtension(path, ".img");
        var whole = File.ReadAllBytes(data);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(data, whole[..length]);
            Assert.Contains("offset", Assert.Throws<DataException>(() => EnviFile.Read(path)).Message);
        }
    }

    [Theory]
    [InlineData("data type = 2", "data type = 6", "data type 6 is complex")]
    [InlineData("data type = 2", "data type = 7", "data type is 7")]
    [InlineData("byte order = 0", "byte order = 2", "byte order is 2")]
    [InlineData("interleave = bsq", "interleave = tif", "interleave is tif")]
    [InlineData("samples = 4", "samples = many", "samples is many")]
    [InlineData("samples = 4", "", "it gives no samples")]
    [InlineData("samples = 4", "samples = 2000000000", "larger than")]
    [InlineData("lines = 3", "lines = 3\nwavelength = { 1, 2", "no closing brace")]
    [InlineData("ENVI", "PNG", "no ENVI header")]
    [InlineData("bands = 5", "bands = 5\nfile compression = 1", "compressed")]
    public void A_header_that_makes_no_sense_is_an_error(string line, string replaced, string message)
    {
        var path = Write("bsq", 2, isBig: false, offset: 0);
        File.WriteAllText(path, File.ReadAllText(path).Replace(line, replaced));
        Assert.Contains(message, Assert.Throws<DataException>(() => EnviFile.Read(path)).Message);
    }

    [Fact]
    public void An_absent_image_or_header_is_an_error()
    {
        var path = Write("bsq", 2, isBig: false, offset: 0);
        File.Delete(Path.ChangeExtension(path, ".img"));
        Assert.Contains("has no image beside it", Assert.Throws<DataException>(() => EnviFile.Read(path)).Message);
        Assert.Throws<DataException>(() => EnviFile.Read(Path.Combine(_folder, "none.hdr")));
    }

    private static int ValueAt(int row, int column, int band) => (row * Width + column) * Bands + band + 1;

    private string Write(string interleave, int type, bool isBig, int offset)
    {
        var path = Path.Combine(_folder, "cube.hdr");
        File.WriteAllText(path, $"ENVI\ndescription = {{ a\n test }}\n; a remark\nsamples = {Width}\nlines = {Height}\nbands = {Bands}\nheader offset = {offset}\ndata type = {type}\ninterleave = {interleave}\nbyte order = {(isBig ? 1 : 0)}\n");
        var places = interleave.ToLowerInvariant() switch
        {
            "bsq" => from b in Enumerable.Range(0, Bands) from r in Enumerable.Range(0, Height) from c in Enumerable.Range(0, Width) select (r, c, b),
            "bil" => from r in Enumerable.Range(0, Height) from b in Enumerable.Range(0, Bands) from c in Enumerable.Range(0, Width) select (r, c, b),
            _ => from r in Enumerable.Range(0, Height) from c in Enumerable.Range(0, Width) from b in Enumerable.Range(0, Bands) select (r, c, b),
        };
        var stored = type switch { 1 => 2, 2 => 3, 3 => 5, 4 => 7, 5 => 9, 12 => 4, 13 => 6, 14 => 12, _ => 13 };
        var writer = new MatWriter(isBig);
        File.WriteAllBytes(Path.ChangeExtension(path, ".img"), [.. new byte[offset], .. places.SelectMany(p => writer.Number(stored, ValueAt(p.r, p.c, p.b)))]);
        return path;
    }
}
