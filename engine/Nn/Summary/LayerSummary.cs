namespace NeuralCore.Nn;

/// <summary>One line of a <see cref="ModelSummary"/>.</summary>
/// <param name="Path">The module's name within the model; empty for the model itself.</param>
/// <param name="Configuration">Its type and options.</param>
/// <param name="Output">The shape of its last result; null if it was not called, or gives no single tensor.</param>
/// <param name="Parameters">The learnable values that it holds itself.</param>
/// <param name="Macs">The multiply-adds of its own operations.</param>
/// <param name="ParameterBytes">The bytes of its own learnable values.</param>
/// <param name="ActivationBytes">The bytes of its own operations' results; views take none.</param>
/// <param name="Field">The receptive field of its last result; null where no spatial input reaches it.</param>
public sealed record LayerSummary(
    string Path, string Configuration, Shape? Output, long Parameters, long Macs, long ParameterBytes, long ActivationBytes, ReceptiveField? Field);
