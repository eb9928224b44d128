export const answerSettlement = () => null
