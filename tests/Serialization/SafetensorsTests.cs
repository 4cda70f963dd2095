using System.Buffers.Binary;
using System.Text;
using NeuralCore.Serialization;

namespace NeuralCore.Tests.Serialization;

/// <summary>Safetensors: what is written is read again to the bit, and a header that lies is refused in words.</summary>
public sealed class SafetensorsTests
{
    private static OrderedDictionary<string, HostTensor> Mixed => new()
    {
        ["z.flag"] = HostTensor.Of<bool>([3], true, false, true),
        ["a.weight"] = HostTensor.Of<double>([2, 2], 1, 2, 3, double.NaN),
        ["scalar"] = HostTensor.Of<long>([], long.MinValue),
        ["empty"] = HostTensor.Of<float>([0, 4]),
        ["é \"x\""] = HostTensor.Of<float>([1], -0.0f),
        ["half"] = HostTensor.Of<float>([2], 1, 2).As(NumericType.BFloat16),
    };

    [Fact]
    public void Tensors_order_and_texts_return_as_they_were()
    {
        using var folder = new TemporaryFolder();
        Safetensors.Write(folder["a.safetensors"], Mixed, [new("format", "pt"), new("note", "line\nbreak")]);
        Same.Tensors(Mixed, TensorFile.Read(folder["a.safetensors"]));
        using var file = SafetensorsFile.Open(folder["a.safetensors"]);
        Assert.Equal(["format", "note"], file.Metadata.Keys);
        Assert.Equal("line\nbreak", file.Metadata["note"]);
        Assert.Equal(new Shape(2, 2), file.Entries["a.weight"].Shape);
        Same.Tensor(Mixed["a.weight"], file.Read("a.weight"));
        Assert.Contains("a.weight, scalar", Assert.Throws<DataException>(() => file.Read("b.weight")).Message);
    }

    [Fact]
    public void Every_tensor_lies_aligned_and_equal_content_gives_equal_bytes()
    {
        using var folder = new TemporaryFolder();
        Safetensors.Write(folder["a.safetensors"], Mixed);
        Safetensors.Write(folder["b.safetensors"], Mixed);
        Assert.Equal(File.ReadAllBytes(folder["a.safetensors"]), File.ReadAllBytes(folder["b.safetensors"]));
        using var file = SafetensorsFile.Open(folder["a.safetensors"]);
        foreach (var entry in file.Entries.Values) Assert.Equal(0, entry.Offset % entry.Type.SizeInBytes());
        Assert.Equal(["a.safetensors", "b.safetensors"], folder.Files);
    }

    [Fact]
    public void A_file_without_tensors_is_a_file()
    {
        using var folder = new TemporaryFolder();
        Safetensors.Write(folder["a.safetensors"], []);
        Assert.Empty(Safetensors.Read(folder["a.safetensors"]));
    }

    [Theory]
    [InlineData("__metadata__")]
    [InlineData("twice")]
    public void Names_that_the_format_cannot_hold_are_refused(string name)
    {
        using var folder = new TemporaryFolder();
        var one = HostTensor.Of<float>([1], 1);
        Assert.Throws<UsageException>(() => Safetensors.Write(folder["a.safetensors"], [new("twice", one), new(name, one)]));
        Assert.Empty(folder.Files);
    }

    private const string T8 = """{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""";

    public static TheoryData<string, int, string> Lies => new()
    {
        { "", 0, "does not begin with '{'" },
        { " {}", 0, "does not begin with '{'" },
        { "[]", 0, "does not begin with '{'" },
        { "{} x", 0, "no valid JSON" },
        { "{", 0, "no valid JSON" },
        { "{\"a\":1}", 0, "not an object" },
        { "{\"a\":" + T8 + ",}", 8, "no valid JSON" },
        { "{\"a\":" + T8 + "}", 7, "cut short" },
        { "{\"a\":" + T8 + "}", 9, "1 bytes follow the last tensor" },
        { "{\"a\":" + T8 + ",\"a\":" + T8 + "}", 8, "'a' stands twice" },
        { "{\"a\":" + T8 + ",\"\\u0061\":" + T8 + "}", 8, "'a' stands twice" },
        { "{\"a\":" + T8 + ",\"b\":" + T8 + "}", 8, "inside another" },
        { "{\"a\":" + T8 + ",\"b\":" + T8.Replace("[0,8]", "[4,12]") + "}", 12, "inside another" },
        { "{\"a\":" + T8 + ",\"b\":" + T8.Replace("[0,8]", "[9,17]") + "}", 17, "after a hole" },
        { "{\"a\":" + T8.Replace("[0,8]", "[1,9]") + "}", 9, "after a hole" },
        { "{\"a\":" + T8.Replace("[0,8]", "[8,0]") + "}", 8, "data_offsets are [8, 0]" },
        { "{\"a\":" + T8.Replace("[0,8]", "[0,7]") + "}", 8, "data_offsets are [0, 7]" },
        { "{\"a\":" + T8.Replace("[0,8]", "[0,8,8]") + "}", 8, "two data_offsets" },
        { "{\"a\":" + T8.Replace("[0,8]", "[0,8e0]") + "}", 8, "whole numbers" },
        { "{\"a\":" + T8.Replace("[0,8]", "[-8,0]") + "}", 8, "whole numbers" },
        { "{\"a\":" + T8.Replace("[0,8]", "[0,99999999999999999999]") + "}", 8, "whole numbers" },
        { "{\"a\":" + T8.Replace("[2]", "[3]") + "}", 8, "takes 12 bytes" },
        { "{\"a\":" + T8.Replace("[2]", "[-2]") + "}", 8, "whole numbers" },
        { "{\"a\":" + T8.Replace("[2]", "[4294967296,4294967296]") + "}", 8, "no shape" },
        { "{\"a\":" + T8.Replace("[2]", "[2147483647,2147483647,2147483647,2147483647]") + "}", 8, "too large" },
        { "{\"a\":" + T8.Replace("[2]", "[1,1,1,1,1,1,1,1,2]") + "}", 8, "9 dimensions" },
        { "{\"a\":" + T8.Replace("[2]", "2") + "}", 8, "not an array" },
        { "{\"a\":" + T8.Replace("F32", "F31") + "}", 8, "dtype F31; expected one of BOOL" },
        { "{\"a\":" + T8.Replace("\"F32\"", "32") + "}", 8, "not a string" },
        { "{\"a\":" + T8.Replace("\"shape\"", "\"Shape\"") + "}", 8, "a field 'Shape'" },
        { "{\"a\":" + T8.Replace("\"shape\":[2],", "") + "}", 8, "needs a dtype, a shape" },
        { "{\"a\":" + T8.Replace("\"shape\":[2]", "\"shape\":[2],\"shape\":[2]") + "}", 8, "its shape twice" },
        { "{\"\\ud800\":" + T8 + "}", 8, "no valid JSON" },
        { "{\"__metadata__\":{\"a\":1}}", 0, "'a' is not a string" },
        { "{\"__metadata__\":[]}", 0, "not an object of strings" },
        { "{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}", 0, "'a' stands twice" },
        { "{\"__metadata__\":{},\"__metadata__\":{}}", 0, "stands twice" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void A_header_that_lies_is_refused(string json, int dataLength, string words)
    {
        var error = Assert.Throws<DataException>(() => Read(json, dataLength));
        Assert.Contains(words, error.Message);
        Assert.StartsWith("lie.safetensors, offset ", error.Message);
    }

    [Theory]
    [InlineData(ulong.MaxValue, "at most 100000000 are allowed")]
    [InlineData(100_000_001ul, "at most 100000000 are allowed")]
    [InlineData(100_000_000ul, "the file ends after")]
    [InlineData(3ul, "the file ends after")]
    public void A_length_that_lies_is_refused(ulong length, string words)
    {
        var bytes = new byte[10];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        "{}"u8.CopyTo(bytes.AsSpan(8));
        Assert.Contains(words, Assert.Throws<DataException>(() => new SafetensorsFile(new ByteSource(bytes, "lie"))).Message);
    }

    [Fact]
    public void Padded_headers_and_any_order_of_tensors_are_read()
    {
        var file = Read("{\"b\":" + T8.Replace("[0,8]", "[8,16]") + ",\"a\":" + T8 + ",\"e\":{\"dtype\":\"I8\",\"shape\":[0],\"data_offsets\":[8,8]}}   ", 16);
        Assert.Equal(["b", "a", "e"], file.Names);
    }

    private static SafetensorsFile Read(string json, int dataLength)
    {
        var text = Encoding.UTF8.GetBytes(json);
        var bytes = new byte[8 + text.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, text.Length);
        text.CopyTo(bytes, 8);
        return new SafetensorsFile(new ByteSource(bytes, "lie.safetensors"));
    }
}
