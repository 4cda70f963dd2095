namespace NeuralCore.Training;

/// <summary>Some examples and what a model should say of them.</summary>
/// <param name="Input">The examples [N, *].</param>
/// <param name="Target">The right answers, such as class indices [N] (Int64).</param>
public readonly record struct Batch(Tensor Input, Tensor Target);
