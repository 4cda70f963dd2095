using System.Buffers.Binary;
using System.Text;
using NeuralCore.Serialization;

namespace NeuralCore.Tests.Serialization;

/// <summary>The text at an npy file's start is parsed, not evaluated, and held against the file.</summary>
public sealed class NpyHeaderTests
{
    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }")]
    [InlineData("{\"shape\":(2L,),\"fortran_order\":True,\"descr\":\"=f4\"}  \n")]
    [InlineData(" { 'fortran_order' : False , 'descr' : '<f4' , 'shape' : ( 2 ) } ")]
    public void Any_spelling_of_the_dict_is_read(string text) => Assert.Equal([2], Read(text, 8).Shape);

    [Theory]
    [InlineData("", "expected '{'")]
    [InlineData("{", "expected a quoted text")]
    [InlineData("{}", "states ; expected descr, fortran_order and shape")]
    [InlineData("{'descr': '<f4', 'fortran_order': False}", "states descr, fortran_order; expected")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}", "a key 'x'")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'shape': (2,)}", "states descr twice")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}", "neither True nor False")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': [2]}", "expected '('")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}", "tuple of whole numbers")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2.0,)}", "expected ',' or ')'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2 2)}", "expected ',' or ')'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", "tuple of whole numbers")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296,)}", "extents lie between 0 and")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647)}", "too large")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,2)}", "9 dimensions")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", "takes 12 bytes here, but the file ends")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (536870000,)}", "but the file ends")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", "4 bytes follow the array")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} + os.system('id')", "something follows the header's dict")]
    [InlineData("{'descr': '<f4' 'fortran_order': False, 'shape': (2,)}", "expected ',' or '}'")]
    [InlineData("{'descr': '|f4', 'fortran_order': False, 'shape': (2,)}", "dtype '|f4' is not read")]
    [InlineData("{'descr': 'f4', 'fortran_order': False, 'shape': (2,)}", "dtype 'f4' is not read")]
    [InlineData("{'descr': '<f16', 'fortran_order': False, 'shape': (2,)}", "dtype '<f16' is not read")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (2,)}", "pickled Python objects")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)}", "has fields")]
    public void Headers_that_lie_are_refused(string text, string words)
    {
        var error = Assert.Throws<DataException>(() => Read(text, 8));
        Assert.Contains(words, error.Message);
        Assert.StartsWith("lie.npy, offset ", error.Message);
    }

    [Theory]
    [InlineData(6, 4, "npy version 4.0 is unknown")]
    [InlineData(7, 1, "npy version 1.1 is unknown")]
    [InlineData(9, 255, "the file ends after")]
    public void The_first_bytes_are_checked(int offset, byte value, string words)
    {
        var bytes = Bytes("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 8);
        bytes[offset] = value;
        Assert.Contains(words, Assert.Throws<DataException>(() => Npy.Read(new ByteSource(bytes, "lie.npy"))).Message);
    }

    private static HostTensor Read(string text, int dataLength) => Npy.Read(new ByteSource(Bytes(text, dataLength), "lie.npy"));

    private static byte[] Bytes(string text, int dataLength)
    {
        var bytes = new byte[10 + text.Length + dataLength];
        NpyHeader.Signature.CopyTo(bytes);
        bytes[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)text.Length);
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(10));
        return bytes;
    }
}
