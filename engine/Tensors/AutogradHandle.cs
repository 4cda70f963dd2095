namespace NeuralCore.Tensors;

/// <summary>What a tensor carries for the floor above: autograd hangs its state here and the tensor does not look inside.</summary>
internal abstract class AutogradHandle;
