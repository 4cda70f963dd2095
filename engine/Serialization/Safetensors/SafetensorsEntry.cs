namespace NeuralCore.Serialization;

/// <summary>What a safetensors header says of one tensor: its type, its shape, and where its bytes begin in the file.</summary>
public sealed record SafetensorsEntry(NumericType Type, Shape Shape, long Offset)
{
    /// <summary>The bytes that the tensor takes in the file.</summary>
    public long SizeInBytes => Shape.Count * Type.SizeInBytes();
}
