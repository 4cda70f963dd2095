using NeuralCore.Serialization;

namespace NeuralCore.Tests.Serialization;

/// <summary>Conversion between types never changes an integer silently, and a shape never contradicts its bytes.</summary>
public sealed class HostTensorTests
{
    [Fact]
    public void Halves_widen_exactly()
    {
        var half = new HostTensor(NumericType.Float16, [4], new byte[] { 0x00, 0x3C, 0x00, 0xC1, 0xFF, 0x7B, 0x01, 0x00 });
        Assert.Equal([1f, -2.5f, 65504f, 5.9604645e-8f], half.ToArray<float>());
        var brain = new HostTensor(NumericType.BFloat16, [4], new byte[] { 0x80, 0x3F, 0x20, 0xC0, 0x80, 0xFF, 0x01, 0x00 });
        Assert.Equal([1.0, -2.5, double.NegativeInfinity, 9.183549615799121e-41], brain.ToArray<double>());
    }

    [Fact]
    public void Floats_round_to_the_nearest_bfloat_and_ties_to_even()
    {
        var floats = HostTensor.Of<float>([5], 1.00390625f, 1.01171875f, float.MaxValue, float.NaN, 1.0000001f);
        var back = floats.As(NumericType.BFloat16).ToArray<float>();
        Assert.Equal([1f, 1.015625f, float.PositiveInfinity, float.NaN, 1f], back);
    }

    [Theory]
    [InlineData(NumericType.Bool)]
    [InlineData(NumericType.Int8)]
    [InlineData(NumericType.UInt8)]
    [InlineData(NumericType.Int16)]
    [InlineData(NumericType.UInt16)]
    [InlineData(NumericType.Int32)]
    [InlineData(NumericType.UInt32)]
    [InlineData(NumericType.Int64)]
    [InlineData(NumericType.UInt64)]
    [InlineData(NumericType.Float16)]
    [InlineData(NumericType.BFloat16)]
    [InlineData(NumericType.Float32)]
    [InlineData(NumericType.Float64)]
    public void Small_numbers_pass_through_every_pair_of_types(NumericType from)
    {
        foreach (var to in Enum.GetValues<NumericType>())
        {
            var tensor = HostTensor.Of<int>([3], 1, 0, 1).As(from).As(to);
            Assert.Equal(to, tensor.Type);
            Assert.Equal([1, 0, 1], tensor.ToArray<int>());
            Assert.Equal([true, false, true], tensor.ToArray<bool>());
        }
        Assert.Equal([1L, 0, 1], HostTensor.Of<int>([3], 1, 0, 1).As(from).As(from.ToElementType().ToNumericType()).ToArray<long>());
    }

    [Fact]
    public void Integers_that_do_not_fit_are_refused()
    {
        void Refused<TFrom, TTo>(TFrom value, string quoted) where TFrom : unmanaged where TTo : unmanaged =>
            Assert.Contains($"{quoted} at element 1 does not fit", Assert.Throws<UsageException>(() => HostTensor.Of<TFrom>([2], default, value).ToArray<TTo>()).Message);
        Refused<long, int>(1L << 31, "2147483648");
        Refused<int, byte>(-1, "-1");
        Refused<ulong, long>(1UL << 63, "9223372036854775808");
        Refused<double, int>(0.5, "0.5");
        Refused<double, long>(9223372036854775808.0, "9.223372036854776E+18");
        Refused<float, int>(float.NaN, "NaN");
        Refused<Half, sbyte>((Half)128, "128");
        Assert.Equal([long.MinValue], HostTensor.Of([1], -9223372036854775808.0).ToArray<long>());
    }

    [Fact]
    public void Tensors_of_every_type_go_out_and_come_back()
    {
        foreach (var type in Enum.GetValues<ElementType>())
        {
            var host = HostTensor.Of<int>([3, 2], 1, 0, 1, 1, 0, 0).As(type.ToNumericType());
            var tensor = host.ToTensor();
            Assert.Equal((type, host.Shape), (tensor.Type, tensor.Shape));
            Assert.Equal([1, 0, 1, 1, 0, 0], tensor.ToArray<int>());
            Same.Tensor(host, HostTensor.From(tensor));
        }
        Assert.Equal(ElementType.Float64, HostTensor.Of<Half>([1], (Half)0.5).ToTensor(ElementType.Float64).Type);
        Assert.Equal([2, 3], HostTensor.From(HostTensor.Of<int>([2, 2], 0, 1, 2, 3).ToTensor().ViewAs([2], 2)).ToArray<int>());
    }

    [Fact]
    public void A_byte_that_is_neither_0_nor_1_is_true()
    {
        var flags = new HostTensor(NumericType.Bool, [3], new byte[] { 0, 1, 255 });
        Assert.Equal([0, 1, 1], flags.ToArray<byte>());
        Assert.Equal([0, 1, 1], HostTensor.From(flags.ToTensor()).Data.ToArray());
    }

    [Fact]
    public void A_shape_must_agree_with_its_bytes()
    {
        Assert.Contains("takes 8 bytes; got 7", Assert.Throws<ShapeException>(() => new HostTensor(NumericType.Float32, [2], new byte[7])).Message);
        Assert.Throws<ShapeException>(() => HostTensor.Of<int>([2], 1, 2).CopyTo(new int[3]));
        Assert.Throws<UsageException>(() => HostTensor.Of<int>([2], 1, 2).ToArray<char>());
    }
}
