using NeuralCore.Data;

namespace NeuralCore.Tests.Data;

/// <summary>MAT files of every version give the same variables, in row-major order.</summary>
public sealed class MatFileTests
{
    [Theory]
    [InlineData("v5_plain.mat", "5")]
    [InlineData("v5_compressed.mat", "5")]
    [InlineData("v73.mat", "7.3")]
    public void A_sample_holds_what_scipy_wrote(string name, string version)
    {
        var file = MatFile.Read(Files.Reference(name));
        Assert.Equal(version, file.Version);
        foreach (var (key, expected) in Tensors.Read(Files.Reference("mat_contents.safetensors")))
        {
            Assert.Equal(expected.Shape, file[key].Shape);
            Assert.Equal(expected.Values, file[key].To<double>());
        }
        Assert.IsType<ushort[]>(file["cube"].Values);
        Assert.IsType<short[]>(file["shorts"].Values);
        Assert.IsType<float[]>(file["singles"].Values);
    }

    [Fact]
    public void A_version_4_sample_holds_what_scipy_wrote()
    {
        var file = MatFile.Read(Files.Reference("v4.mat"));
        var expected = Tensors.Read(Files.Reference("mat_contents.safetensors"))["doubles"];
        Assert.Equal("4", file.Version);
        Assert.Equal(expected.Shape, file["doubles"].Shape);
        Assert.Equal(expected.Values, (double[])file["doubles"].Values);
    }

    [Fact]
    public void Variables_that_are_no_numbers_are_listed_without_values()
    {
        var plain = MatFile.Read(Files.Reference("v5_plain.mat"));
        Assert.Equal("struct", plain["info"].Type);
        Assert.False(plain["info"].IsNumeric);
        var error = Assert.Throws<DataException>(() => plain["info"].Values);
        Assert.Contains("info is a struct", error.Message);

        var hdf = MatFile.Read(Files.Reference("v73.mat"));
        Assert.Equal(("struct", "char"), (hdf["info"].Type, hdf["name"].Type));
        Assert.False(hdf["name"].IsNumeric);
        Assert.Equal(new Shape(0, 3), hdf["nothing"].Shape);
        Assert.DoesNotContain(hdf.Variables, variable => variable.Name.StartsWith('#'));
    }

    [Theory]
    [InlineData(false, false), InlineData(false, true), InlineData(true, false), InlineData(true, true)]
    public void Every_class_of_version_5_is_read_in_either_byte_order(bool isBig, bool isCompressed)
    {
        var writer = new MatWriter(isBig);
        object[] columnMajor = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        var elements = MatWriter.Classes.Select(c => writer.Matrix($"v{c.Class}", c.Class, [2, 3, 2], c.Stored, columnMajor));
        var file = Read(writer.Version5([.. elements.Select(element => isCompressed ? writer.Compress(element) : element)]));
        foreach (var (kind, _, type) in MatWriter.Classes)
        {
            var variable = file[$"v{kind}"];
            Assert.Equal(type, variable.Values.GetType().GetElementType());
            Assert.Equal(new Shape(2, 3, 2), variable.Shape);
            Assert.Equal([1, 7, 3, 9, 5, 11, 2, 8, 4, 10, 6, 12], variable.To<int>());
        }
    }

    [Theory]
    [InlineData(false, false), InlineData(false, true), InlineData(true, false), InlineData(true, true)]
    public void Values_stored_in_a_smaller_type_keep_their_class(bool isBig, bool isCompressed)
    {
        var writer = new MatWriter(isBig);
        (int Stored, object[] Values)[] cases =
        [
            (1, [-128, 127]), (2, [0, 255]), (3, [-32768, 32767]), (4, [0, 65535]), (5, [int.MinValue, int.MaxValue]), (6, [0, uint.MaxValue]),
        ];
        foreach (var (stored, values) in cases)
        {
            var element = writer.Matrix("x", 6, [1, 2], stored, values);
            var file = Read(writer.Version5(isCompressed ? writer.Compress(element) : element));
            Assert.Equal(values.Select(Convert.ToDouble), Assert.IsType<double[]>(file["x"].Values));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_small_element_format_holds_its_data_in_the_tag(bool isBig)
    {
        var writer = new MatWriter(isBig);
        var file = Read(writer.Version5(writer.Matrix("ab", 11, [1, 2], 4, [7, 65535], isSmall: true), writer.Matrix("c", 6, [1, 1], 2, [200], isSmall: true)));
        Assert.Equal([7, 65535], (ushort[])file["ab"].Values);
        Assert.Equal([200], (double[])file["c"].Values);
    }

    [Fact]
    public void Whole_numbers_of_64_bits_lose_nothing()
    {
        var writer = new MatWriter(isBig: false);
        var file = Read(writer.Version5(writer.Matrix("i", 14, [1, 2], 12, [long.MinValue, long.MaxValue]), writer.Matrix("u", 15, [1, 2], 13, [0, ulong.MaxValue])));
        Assert.Equal([long.MinValue, long.MaxValue], (long[])file["i"].Values);
        Assert.Equal([0, ulong.MaxValue], (ulong[])file["u"].Values);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_precision_of_version_4_is_read_in_either_byte_order(bool isBig)
    {
        var writer = new MatWriter(isBig);
        var bytes = Enumerable.Range(0, 6).SelectMany(p => writer.Version4($"v{p}", p, 2, 3, [1, 2, 3, 4, 5, 6]));
        var file = Read([.. bytes, .. writer.Version4("text", 0, 1, 2, [72, 105], kind: 1), .. writer.Version4("z", 0, 1, 1, [1, 2], isComplex: true)]);
        for (var p = 0; p < 6; p++) Assert.Equal([1, 3, 5, 2, 4, 6], file[$"v{p}"].To<int>());
        Assert.Equal(("char", "complex double"), (file["text"].Type, file["z"].Type));
        Assert.False(file["z"].IsNumeric);
    }

    [Fact]
    public void The_cube_is_the_largest_three_dimensional_variable_and_the_labels_the_matrix_of_its_size()
    {
        var file = MatFile.Read(Files.Reference("v5_plain.mat"));
        Assert.Equal("cube", file.FindCube().Name);
        Assert.Equal("ground_truth", file.FindLabels(6, 5).Name);
        var error = Assert.Throws<DataException>(() => file.FindLabels(5, 6));
        Assert.Contains("ground_truth (uint8 [6, 5])", error.Message);
    }

    [Fact]
    public void A_missing_variable_is_an_error_that_lists_those_there_are()
    {
        var error = Assert.Throws<DataException>(() => MatFile.Read(Files.Reference("v5_compressed.mat"))["salinas"]);
        Assert.Contains("has no variable salinas; it holds cube (uint16 [6, 5, 4]), ground_truth (uint8 [6, 5])", error.Message);
    }

    [Fact]
    public void Two_candidates_for_the_labels_are_an_error_that_names_both()
    {
        var writer = new MatWriter(isBig: false);
        var file = Read(writer.Version5(writer.Matrix("a", 9, [1, 2], 2, [1, 2]), writer.Matrix("b", 9, [1, 2], 2, [1, 2])));
        Assert.Contains("a (uint8 [1, 2]), b (uint8 [1, 2])", Assert.Throws<DataException>(() => file.FindLabels(1, 2)).Message);
    }

    private static MatFile Read(byte[] bytes) => MatFile.Read(new MemoryStream(bytes), "sample.mat");
}
