using NeuralCore.Serialization;

namespace NeuralCore.Tests.Serialization;

/// <summary>Equality of host tensors: types, shapes and every bit.</summary>
internal static class Same
{
    public static void Tensor(HostTensor expected, HostTensor actual)
    {
        Assert.Equal(expected.Type, actual.Type);
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.True(expected.Data.Span.SequenceEqual(actual.Data.Span), "the bytes differ");
    }

    public static void Tensors(OrderedDictionary<string, HostTensor> expected, OrderedDictionary<string, HostTensor> actual)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        foreach (var (name, tensor) in expected) Tensor(tensor, actual[name]);
    }
}
