using System.IO.Compression;
using NeuralCore.Serialization;
using NeuralCore.Tests.Reference;

namespace NeuralCore.Tests.Serialization;

/// <summary>NumPy's files: every type, byte order, element order and version, and bytes as NumPy writes them.</summary>
public sealed class NumpyTests
{
    private static string File(string name) => ReferenceFiles.Path($"data/serialization/{name}");

    [Fact]
    public void Every_type_byte_order_and_element_order_gives_the_same_numbers()
    {
        var arrays = TensorFile.Read(File("types.npz"));
        Assert.Equal(42, arrays.Count);
        foreach (var (name, array) in arrays)
        {
            Assert.Equal([2, 3, 4], array.Shape);
            var expected = Enumerable.Range(0, 24).Select(i => name.Contains("b1") ? i % 2.0 : i);
            Assert.Equal(expected, array.ToArray<double>());
        }
        Assert.Equal(12, arrays.Values.Select(array => array.Type).Distinct().Count());
        foreach (var (name, array) in TensorFile.Read(File("types_stored.npz"))) Same.Tensor(arrays[name], array);
    }

    [Fact]
    public void The_reference_arrays_agree_with_their_safetensors()
    {
        var expected = Safetensors.Read(ReferenceFiles.Path("data/mat_contents.safetensors"));
        var arrays = Npz.Read(ReferenceFiles.Path("data/arrays.npz"));
        Assert.Equal(["cube", "ground_truth", "doubles", "singles", "shorts"], arrays.Keys);
        foreach (var (name, array) in arrays)
        {
            Assert.Equal(expected[name].Shape, array.Shape);
            Assert.Equal(expected[name].ToArray<double>(), array.ToArray<double>());
        }
        Same.Tensor(expected["doubles"], Npy.Read(ReferenceFiles.Path("data/fortran.npy")));
        Same.Tensor(expected["singles"], Npy.Read(ReferenceFiles.Path("data/singles.npy")));
    }

    [Theory]
    [InlineData("version1.npy")]
    [InlineData("version2.npy")]
    [InlineData("version3.npy")]
    public void All_three_versions_of_the_header_are_read(string name) =>
        Same.Tensor(HostTensor.Of<float>([2, 3], 0, 1, 2, 3, 4, 5), Npy.Read(File(name)));

    [Fact]
    public void Scalars_and_empty_arrays_are_read()
    {
        Same.Tensor(HostTensor.Of([], 2.5), Npy.Read(File("zero_dimensional.npy")));
        Same.Tensor(HostTensor.Of<int>([0, 3]), Npy.Read(File("empty.npy")));
    }

    [Theory]
    [InlineData("version1.npy")]
    [InlineData("zero_dimensional.npy")]
    [InlineData("empty.npy")]
    public void What_is_written_equals_what_NumPy_wrote(string name)
    {
        using var folder = new TemporaryFolder();
        Npy.Write(folder["copy.npy"], Npy.Read(File(name)));
        Assert.Equal(System.IO.File.ReadAllBytes(File(name)), System.IO.File.ReadAllBytes(folder["copy.npy"]));
    }

    [Theory]
    [InlineData("objects.npy", "holds pickled Python objects")]
    [InlineData("fields.npy", "has fields")]
    [InlineData("complex.npy", "dtype '<c8' is not read")]
    public void What_is_no_number_is_refused(string name, string words) =>
        Assert.Contains(words, Assert.Throws<DataException>(() => Npy.Read(File(name))).Message);

    [Fact]
    public void Equal_arrays_give_equal_npz_bytes_without_a_time_in_them()
    {
        using var folder = new TemporaryFolder();
        var arrays = Npz.Read(File("types.npz"));
        TensorFile.Write(folder["a.npz"], arrays);
        TensorFile.Write(folder["b.npz"], arrays);
        Assert.Equal(System.IO.File.ReadAllBytes(folder["a.npz"]), System.IO.File.ReadAllBytes(folder["b.npz"]));
        Same.Tensors(arrays, TensorFile.Read(folder["a.npz"]));
        using var zip = ZipFile.OpenRead(folder["a.npz"]);
        Assert.All(zip.Entries, entry => Assert.Equal(new DateTime(1980, 1, 1), entry.LastWriteTime.DateTime));
    }

    [Fact]
    public void Names_that_stand_twice_and_types_that_NumPy_lacks_are_refused_and_leave_no_file()
    {
        using var folder = new TemporaryFolder();
        var one = HostTensor.Of<float>([1], 1);
        Assert.Throws<UsageException>(() => Npz.Write(folder["a.npz"], [new("a", one), new("a", one)]));
        Assert.Throws<UsageException>(() => Npy.Write(folder["a.npy"], one.As(NumericType.BFloat16)));
        Assert.Empty(folder.Files);
    }
}
